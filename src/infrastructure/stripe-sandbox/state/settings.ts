import type { Pool } from 'pg';
import { randomText } from './ids.js';

export type WebhookMode = 'normal' | 'hold' | 'drop' | 'shuffle' | 'repeat' | 'late';

export interface SandboxSettings {
  /** How long an idempotency key is kept. https://docs.stripe.com/api/idempotent_requests: at least 24 hours. */
  readonly key_ttl_seconds: number;
  /** How long a hold lasts. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method: mostly 7 days. */
  readonly authorization_seconds: number;
  /** After how long the refunds of the cards for pending and failing refunds change. */
  readonly refund_settle_seconds: number;
  /** How often what is available is paid out by itself. https://docs.stripe.com/payouts#payout-schedule: daily. */
  readonly payout_seconds: number;
  /** How long a payout that was made by itself is in transit. */
  readonly payout_arrival_seconds: number;
  /** All balances are kept in this currency, such as `usd`; empty: each in its own. */
  readonly settlement_currency: string;
  /**
   * 1: as an account does whose API version is older than 2025-03-31.basil. What of a hold isn't captured is listed as a
   * Refund then, and a part of it first goes through the balance as a whole.
   * https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
   */
  readonly releases_as_refunds: number;
  /** Wait before a failed webhook's first retry; each further one is five times as long. */
  readonly webhook_retry_seconds: number;
  /** How far search lags behind. https://docs.stripe.com/search: under a minute as a rule. */
  readonly search_lag_seconds: number;
  readonly webhook_mode: WebhookMode;
  /** Mode `repeat`: how often each event is sent. */
  readonly webhook_copies: number;
  /** Mode `late`: how late; mode `shuffle`: within how long the order is mixed. */
  readonly webhook_delay_ms: number;
}

export const DEFAULT_SETTINGS: SandboxSettings = {
  key_ttl_seconds: 86_400,
  authorization_seconds: 7 * 86_400,
  refund_settle_seconds: 3,
  payout_seconds: 86_400,
  payout_arrival_seconds: 86_400,
  settlement_currency: '',
  releases_as_refunds: 0,
  webhook_retry_seconds: 5,
  search_lag_seconds: 0,
  webhook_mode: 'normal',
  webhook_copies: 2,
  webhook_delay_ms: 2000,
};

/** What the sandbox was told, kept across restarts. */
export class SettingsStore {
  private settings = DEFAULT_SETTINGS;

  constructor(private readonly pool: Pool) {}

  get current(): SandboxSettings {
    return this.settings;
  }

  async load(): Promise<void> {
    this.settings = { ...DEFAULT_SETTINGS, ...((await this.read('settings')) as Partial<SandboxSettings>) };
  }

  async change(change: Partial<SandboxSettings>): Promise<SandboxSettings> {
    this.settings = { ...this.settings, ...change };
    await this.pool.query(
      `INSERT INTO stripe_sandbox.settings (name, value) VALUES ('settings', $1)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [JSON.stringify(this.settings)],
    );
    return this.settings;
  }

  reset(): void {
    this.settings = DEFAULT_SETTINGS;
  }

  /** Made once; every later start has the same. */
  async secretKey(): Promise<string> {
    await this.pool.query(
      `INSERT INTO stripe_sandbox.settings (name, value) VALUES ('secret_key', $1) ON CONFLICT (name) DO NOTHING`,
      [JSON.stringify(`sk_test_${randomText(40)}`)],
    );
    return String(await this.read('secret_key'));
  }

  private async read(name: string): Promise<unknown> {
    const { rows } = await this.pool.query<{ value: unknown }>(
      'SELECT value FROM stripe_sandbox.settings WHERE name = $1',
      [name],
    );
    return rows[0]?.value;
  }
}
