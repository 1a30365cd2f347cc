import { randomUUID } from 'node:crypto';
import type { FaultyDesk } from './faulty-desk.js';
import type { MoneyOperation, Setting } from './money-operations.js';
import { unlessItBreaks } from './unanswered.js';

/** A payment, or a problem. */
interface AnswerBody {
  readonly id?: string;
  readonly code?: string;
}

/** How the caller was answered; `none` when the connection broke first. */
export type CallersAnswer = { readonly status: number; readonly body: AnswerBody } | 'none';

/** One operation asked of one booking, under one Idempotency-Key for as often as it takes. */
export class AskedOperation {
  readonly answers: CallersAnswer[] = [];
  private readonly key = randomUUID();

  private constructor(
    /** What is done to it, for people. */
    readonly name: string,
    readonly operation: MoneyOperation,
    readonly setting: Setting,
    private readonly desk: FaultyDesk,
  ) {}

  static async prepare(desk: FaultyDesk, operation: MoneyOperation, fault: string): Promise<AskedOperation> {
    const setting = await operation.prepare(desk.api);
    return new AskedOperation(`${operation.name}: ${fault}`, operation, setting, desk);
  }

  get booking(): string {
    return this.setting.booking.id;
  }

  /** The ids by which statements about it are known. */
  get ids(): string[] {
    const { booking, payment } = this.setting;
    return payment ? [booking.id, payment.id] : [booking.id];
  }

  /** The id by which its request to Stripe is known. */
  get stripeId(): string {
    const begins = this.operation.request.startsWith('create_');
    return begins ? this.booking : (this.setting.payment?.stripe_payment_intent ?? this.booking);
  }

  /** The same key and the same body, every time; of another instance, if one is named. */
  async ask(instance = this.desk.url): Promise<CallersAnswer> {
    const answer = await unlessItBreaks(this.send(instance));
    this.answers.push(answer);
    return answer;
  }

  private async send(url: string) {
    if (this.operation.byLink)
      return pressed(await fetch(`${url}${this.operation.path(this.setting)}`, BUTTON));
    const { apiToken } = this.desk;
    const response = await fetch(`${url}/api/v1${this.operation.path(this.setting)}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiToken}`,
        'content-type': 'application/json',
        'idempotency-key': this.key,
      },
      body: JSON.stringify(this.operation.body),
    });
    return { status: response.status, body: (await response.json()) as AnswerBody };
  }
}

const BUTTON = { method: 'POST', redirect: 'manual' } as const;

/** In the API's terms: led on to Stripe's page it is done, asked for patience it isn't known. */
async function pressed(response: Response): Promise<{ status: number; body: AnswerBody }> {
  await response.text();
  const leadsOn = response.status === 303 && !(response.headers.get('location') ?? '').startsWith('/l/');
  return { status: leadsOn ? 201 : response.status === 503 ? 202 : response.status, body: {} };
}
