import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { newId } from '../state/ids.js';
import { keyInUse } from './idempotency.js';
import { invalidRequest, StripeApiError } from './stripe-api-error.js';

export const FAULT_KINDS = [
  /** The connection breaks before the request is looked at. */
  'lose_request',
  /** Everything is done and saved; then the connection breaks. */
  'lose_answer',
  /** The execution takes `delay_ms`; until then the key is in use, and nobody sees what changes. */
  'delay',
  /** Everything is done, saved and told of by webhooks; the answer takes `delay_ms`. */
  'late_answer',
  /** 500, nothing done, nothing kept under the key. */
  '500_before',
  /** Done and saved as it should be, and yet the answer is 500: the same key again gets the true answer. */
  '500_after',
  /** Done (unless `execute` is false), and the 500 is what the key keeps: the same key again gets it again. */
  '500_saved',
  '429',
  'lock_timeout',
  'key_in_use',
  /** As for a restricted key without the right. https://docs.stripe.com/keys/restricted-api-keys */
  'forbidden',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly id: string;
  /** A route's operation, or `*`. */
  readonly operation: string;
  readonly kind: FaultKind;
  readonly times: number;
  readonly delay_ms: number;
  readonly execute: boolean;
}

/** How the sandbox was told to misbehave; kept across restarts. */
export class Faults {
  private faults: Fault[] = [];
  private cleared = new AbortController();

  constructor(private readonly pool: Pool) {}

  get all(): readonly Fault[] {
    return this.faults;
  }

  async load(): Promise<void> {
    const { rows } = await this.pool.query<{ data: Fault }>(
      'SELECT data FROM stripe_sandbox.faults ORDER BY id',
    );
    this.faults = rows.map((row) => row.data);
  }

  async add(given: Partial<Fault>): Promise<Fault> {
    const kind = FAULT_KINDS.find((each) => each === given.kind);
    if (!kind) throw invalidRequest(`kind must be one of ${FAULT_KINDS.join(', ')}`, { param: 'kind' });
    const fault: Fault = {
      id: newId('fault'),
      operation: given.operation ?? '*',
      kind,
      times: given.times ?? 1,
      delay_ms: given.delay_ms ?? 1000,
      execute: given.execute ?? true,
    };
    this.faults.push(fault);
    await this.store(fault);
    return fault;
  }

  /** Ends the delays under way, too. */
  async clear(): Promise<void> {
    this.faults = [];
    this.cleared.abort();
    this.cleared = new AbortController();
    await this.pool.query('DELETE FROM stripe_sandbox.faults');
  }

  /** The first that is meant for this operation, counted off. */
  async take(operation: string): Promise<Fault | undefined> {
    const fault = this.faults.find((each) => each.operation === '*' || each.operation === operation);
    if (!fault) return undefined;
    const left = { ...fault, times: fault.times - 1 };
    this.faults =
      left.times > 0
        ? this.faults.map((each) => (each === fault ? left : each))
        : this.faults.filter((each) => each !== fault);
    if (left.times > 0) await this.store(left);
    else await this.pool.query('DELETE FROM stripe_sandbox.faults WHERE id = $1', [fault.id]);
    return fault;
  }

  /** Resolves when its time is over, when the faults are cleared, or when the sandbox stops. */
  async delay({ delay_ms: ms }: Fault, stopping: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([this.cleared.signal, stopping]);
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }

  private async store(fault: Fault): Promise<void> {
    await this.pool.query(
      'INSERT INTO stripe_sandbox.faults (id, data) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET data = excluded.data',
      [fault.id, JSON.stringify(fault)],
    );
  }
}

/** What is answered instead of executing. https://docs.stripe.com/error-low-level, https://docs.stripe.com/rate-limits */
export function refuseAtOnce(fault: Fault | undefined, key: string | undefined): void {
  switch (fault?.kind) {
    case '500_before':
      throw apiError();
    case '429':
      throw new StripeApiError(429, {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://docs.stripe.com/rate-limits.',
      });
    case 'lock_timeout':
      throw lockTimeout();
    case 'forbidden':
      throw new StripeApiError(403, {
        type: 'invalid_request_error',
        message: 'The provided key does not have the required permissions for this endpoint.',
      });
    case 'key_in_use':
      throw keyInUse(key ?? '');
    default:
  }
}

export function lockTimeout(): StripeApiError {
  return new StripeApiError(
    429,
    {
      type: 'invalid_request_error',
      code: 'lock_timeout',
      message:
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.',
    },
    false,
    true,
  );
}

export function apiError(): StripeApiError {
  return new StripeApiError(500, {
    type: 'api_error',
    message: 'An unknown error occurred. (The sandbox was told to fail.)',
  });
}
