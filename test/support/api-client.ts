import { randomUUID } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ProblemJson } from '../../src/interfaces/api/problems/problem.json.js';
import type { BookingJson, BookingPageJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import type { PaymentJson } from '../../src/interfaces/api/v1/payments/payment.json.js';
import type { UnmatchedPaymentPageJson } from '../../src/interfaces/api/v1/unmatched-payments/unmatched-payment.json.js';
import type { TestPurser } from './purser.js';

export interface OpenApiCall {
  readonly operationId: string;
  readonly summary?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly unknown[];
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiCall>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

/** A booking, a payment, a page or a problem: the status says which, and a test reads what it expects. */
type AnswerBody = BookingJson &
  PaymentJson &
  BookingPageJson &
  ProblemJson & { readonly payment: PaymentJson };

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** What a test wants otherwise than usual; `payment_method` and `email` are the customer's. */
export interface BookingWishes {
  readonly payment_method?: string | null;
  readonly email?: string;
  readonly [field: string]: unknown;
}

export interface ApiRequest {
  readonly token?: string | null;
  readonly key?: string;
  readonly ifMatch?: string | number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Reachable = Pick<TestPurser, 'url' | 'apiToken'>;

/** A program that uses the API. Each answer is checked against what the OpenAPI document says of the call. */
export class ApiClient {
  private constructor(
    private readonly purser: Reachable,
    private readonly described: DescribedAnswers,
  ) {}

  static async of(purser: Reachable): Promise<ApiClient> {
    const document = await openApiDocumentOf(purser);
    return new ApiClient(purser, new DescribedAnswers(document));
  }

  get(path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    return this.send('GET', path, request);
  }

  post(path: string, body?: unknown, request: ApiRequest = {}): Promise<ApiAnswer> {
    return this.send('POST', path, { ...request, body });
  }

  /** Asks again while a request with its key is under way, or the database can't be had: as a program should. */
  async insist(path: string, body: unknown, key: string): Promise<ApiAnswer> {
    for (;;) {
      const answer = await this.post(path, body, { key });
      if (answer.status !== 503 && answer.body.code !== 'idempotency_key_in_progress') return answer;
    }
  }

  patch(path: string, body: unknown, request: ApiRequest = {}): Promise<ApiAnswer> {
    return this.send('PATCH', path, { ...request, body });
  }

  async send(method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    const { token = this.purser.apiToken, key, ifMatch, body } = request;
    const headers: Record<string, string> = { ...request.headers };
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (key !== undefined) headers['idempotency-key'] = key;
    if (ifMatch !== undefined) headers['if-match'] = typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch;
    if (body !== undefined) headers['content-type'] ??= 'application/json';
    const response = await fetch(`${this.purser.url}/api/v1${path}`, {
      method,
      headers,
      body:
        typeof body === 'string' || body instanceof Uint8Array || body === undefined
          ? body
          : JSON.stringify(body),
    });
    const answer = {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as AnswerBody,
    };
    this.described.check(method, `/api/v1${path.split('?')[0] ?? ''}`, answer);
    return answer;
  }

  /** A booking of 185.50 USD for a new customer with a card, with what is given changed. */
  async register(wishes: BookingWishes = {}): Promise<BookingJson> {
    const { status, body } = await this.post('/bookings', aNewBooking(wishes));
    if (status !== 201) throw new Error(`Not registered: ${JSON.stringify(body)}`);
    return body;
  }

  async unmatched(query = ''): Promise<UnmatchedPaymentPageJson> {
    const { status, body } = await this.get(`/unmatched-payments${query}`);
    if (status !== 200) throw new Error(`Not listed: ${JSON.stringify(body)}`);
    return body as unknown as UnmatchedPaymentPageJson;
  }

  charge(booking: string, amount: number, key: string = randomUUID()): Promise<ApiAnswer> {
    return this.post(`/bookings/${booking}/charges`, { amount }, { key });
  }

  hold(booking: string, amount: number, key: string = randomUUID()): Promise<ApiAnswer> {
    return this.post(`/bookings/${booking}/holds`, { amount }, { key });
  }
}

/** The body that registers a booking of 185.50 USD for a new customer. */
export function aNewBooking(wishes: BookingWishes = {}): Record<string, unknown> {
  const { payment_method = 'pm_card_visa', email = `guest-${randomUUID()}@example.com`, ...rest } = wishes;
  return {
    reference: `B-${randomUUID()}`,
    customer: { name: 'Nora Lindqvist', email, ...(payment_method === null ? {} : { payment_method }) },
    service: 'Sunset sailing, 2 people',
    starts_at: '2031-05-01T18:30:00+01:00',
    total: { amount: 18550, currency: 'USD' },
    ...rest,
  };
}

export async function openApiDocumentOf({ url }: { readonly url: string }): Promise<OpenApiDocument> {
  const response = await fetch(`${url}/api/openapi.json`);
  return (await response.json()) as OpenApiDocument;
}

/** What the OpenAPI document says of each call's answers. */
class DescribedAnswers {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly calls: readonly { method: string; pattern: RegExp; path: string }[];

  constructor(private readonly document: OpenApiDocument) {
    this.ajv.addSchema(closed(document), 'openapi');
    this.calls = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => ({
        method: method.toUpperCase(),
        path,
        pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`),
      })),
    );
  }

  /** Throws when the call is described and this answer to it isn't, or looks otherwise. */
  check(method: string, path: string, { status, headers, body }: ApiAnswer): void {
    const call = this.calls.find((each) => each.method === method && each.pattern.test(path));
    if (!call) return;
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const at = [
      'paths',
      call.path,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema',
    ];
    const validate = this.validator(at);
    if (validate(body)) return;
    throw new Error(
      `${method} ${call.path} answered ${status} unlike its description: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body, null, 2)}`,
    );
  }

  private validator(at: readonly string[]): ValidateFunction {
    const pointer = `openapi#/${at.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    const known = this.validators.get(pointer);
    if (known) return known;
    if (at.reduce<unknown>(member, this.document) === undefined) {
      throw new Error(`The OpenAPI document doesn’t describe ${at.slice(1).join(' ')}.`);
    }
    const validate = this.ajv.compile({ $ref: pointer });
    this.validators.set(pointer, validate);
    return validate;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Answers may carry nothing that isn't described; only problems may. */
function closed(document: OpenApiDocument): OpenApiDocument {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    name === 'ProblemJson' ? schema : { ...schema, additionalProperties: false },
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}
