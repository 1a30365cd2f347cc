import type { Pool } from 'pg';
import { expireSession } from './checkout-sessions.js';
import { cancelIntent } from './payment-intents.js';
import { settleRefund } from './refunds.js';
import { arrive, payOut } from './payout-records.js';
import type { CheckoutSession, PaymentIntent, Payout } from './state/objects.js';
import type { SettingsStore } from './state/settings.js';
import { Work } from './state/work.js';

const EVERY_MS = 500;
const AT_ONCE = 20;
const PURGE_EVERY_MS = 600_000;
/** How often at most it is looked whether the day's payout is due. */
const PAY_OUT_EVERY_MS = 3_600_000;

/**
 * What happens in Stripe by itself: holds and sessions run out, slow refunds settle, money is paid out, old keys are
 * forgotten.
 */
export class DueChanges {
  private timer: NodeJS.Timeout | undefined;
  private running = Promise.resolve();
  private purgedAt = 0;
  private paidOutAt = 0;
  private stopped = false;

  constructor(
    private readonly pool: Pool,
    private readonly settings: SettingsStore,
    private readonly url: string,
    private readonly eventsStored: () => void,
    private readonly log: (line: string) => void,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.running = this.step()
        .catch((error: unknown) =>
          this.log(`Stripe sandbox: what was due couldn't be done: ${String(error)}`),
        )
        .finally(() => {
          if (!this.stopped) this.start();
        });
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async step(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string; type: string }>({
      name: 'sandbox-due',
      text: `SELECT id, type FROM stripe_sandbox.objects WHERE due_at <= extract(epoch FROM clock_timestamp())
             ORDER BY due_at LIMIT ${AT_ONCE}`,
    });
    for (const { id, type } of rows) await this.change(id, type);
    const { payout_seconds: every } = this.settings.current;
    if (Date.now() - this.paidOutAt > Math.min(PAY_OUT_EVERY_MS, every * 1000))
      await this.payOutByItself(every);
    if (Date.now() - this.purgedAt > PURGE_EVERY_MS) await this.purge();
  }

  private change(id: string, type: string): Promise<void> {
    return this.inTransaction((work) => this.applyTo(work, id, type));
  }

  /** https://docs.stripe.com/payouts#payout-schedule */
  private async payOutByItself(every: number): Promise<void> {
    this.paidOutAt = Date.now();
    const { rows } = await this.pool.query<{ due: boolean }>(
      `SELECT coalesce(max(created) <= extract(epoch FROM now()) - $1::double precision, true) AS due
         FROM stripe_sandbox.objects WHERE type = 'payout'`,
      [every],
    );
    if (rows[0]?.due)
      await this.inTransaction(async (work) => {
        await payOut(work, { pending: false, arrives: 'later' });
      });
  }

  private async inTransaction(change: (work: Work) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const work = new Work(client, this.settings.current, this.url);
      await change(work);
      await work.flush();
      await client.query('COMMIT');
      client.release();
      if (work.hasEvents) this.eventsStored();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  private async applyTo(work: Work, id: string, type: string): Promise<void> {
    switch (type) {
      case 'payment_intent': {
        const intent = await work.lock<PaymentIntent>('payment_intent', id);
        // https://docs.stripe.com/payments/place-a-hold-on-a-payment-method: canceled when it wasn't captured in time
        if (intent.status === 'requires_capture') await cancelIntent(work, intent, 'expired');
        return;
      }
      case 'checkout.session': {
        const session = await work.lock<CheckoutSession>('checkout.session', id);
        if (session.status === 'open') await expireSession(work, session);
        return;
      }
      case 'refund':
        await settleRefund(work, id);
        return;
      case 'payout': {
        const payout = await work.lock<Payout>('payout', id);
        if (payout.status === 'in_transit') arrive(work, payout);
        return;
      }
      default:
    }
  }

  private async purge(): Promise<void> {
    this.purgedAt = Date.now();
    await this.pool.query(
      'DELETE FROM stripe_sandbox.idempotency_keys WHERE created_at < now() - make_interval(secs => $1)',
      [this.settings.current.key_ttl_seconds],
    );
  }
}
