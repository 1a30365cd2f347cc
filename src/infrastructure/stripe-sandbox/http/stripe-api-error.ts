export type StripeErrorType = 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';

export interface StripeErrorBody {
  readonly type: StripeErrorType;
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly advice_code?: string;
  readonly network_decline_code?: string;
  readonly charge?: string;
  readonly payment_intent?: object;
  readonly payment_method?: object;
  readonly setup_intent?: object;
}

/** An error as Stripe answers it. https://docs.stripe.com/api/errors */
export class StripeApiError extends Error {
  /**
   * `executed`: the request's execution had begun. Such an answer is kept under the idempotency key, and what was
   * changed until then stays. https://docs.stripe.com/api/idempotent_requests
   */
  constructor(
    readonly status: number,
    readonly body: StripeErrorBody,
    readonly executed = false,
    /** The `Stripe-Should-Retry` header. https://docs.stripe.com/error-low-level */
    readonly shouldRetry?: boolean,
  ) {
    super(body.message);
  }

  toJson(): { error: object } {
    const { code } = this.body;
    const doc = code && { doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll('_', '-')}` };
    return { error: { ...this.body, ...doc } };
  }
}

export function invalidRequest(
  message: string,
  details: { code?: string; param?: string } = {},
): StripeApiError {
  return new StripeApiError(400, { type: 'invalid_request_error', message, ...details });
}

/** Refused because of the state that the object is in: found out while executing. */
export function unexpectedState(message: string, code: string, details: object = {}): StripeApiError {
  return new StripeApiError(400, { type: 'invalid_request_error', message, code, ...details }, true);
}

/** As Stripe calls them in messages. */
const KINDS: Readonly<Record<string, string>> = {
  payment_method: 'PaymentMethod',
  setup_intent: 'setupintent',
  'checkout.session': 'checkout.session',
};

export function resourceMissing(kind: string, id: string, param = 'id'): StripeApiError {
  const named = param === 'id' || param === 'intent' ? 404 : 400;
  return new StripeApiError(named, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${KINDS[kind] ?? kind}: '${id}'`,
    param,
  });
}

export function parameterMissing(param: string): StripeApiError {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}
