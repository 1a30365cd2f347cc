import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import type { StoredEvent } from './state/objects.js';
import type { SettingsStore } from './state/settings.js';

/** At most so many at once, so that the API keeps its share of the machine. */
const LANES = 8;
/** Longer than an endpoint may take: what a stopped sandbox had in hand is tried again after this. */
const LEASE_SECONDS = 60;
const TIMEOUT_MS = 20_000;
/** https://docs.stripe.com/webhooks#retries: for up to three days, ever more slowly. */
const GIVE_UP_SECONDS = 3 * 86_400;
const LONGEST_WAIT_SECONDS = 12 * 3600;
const LONGEST_SLEEP_MS = 5000;

interface Delivery {
  readonly id: string;
  readonly attempts: number;
  readonly age: number;
  readonly pending: number;
  readonly event: StoredEvent;
  readonly url: string | null;
  readonly secret: string | null;
}

const CLAIMED = `
  RETURNING deliveries.id, deliveries.attempts, deliveries.event AS event_id, deliveries.endpoint,
    extract(epoch FROM now() - deliveries.created_at)::double precision AS age`;

const WITH_EVENT = `
  SELECT claimed.id, claimed.attempts, claimed.age, events.data AS event, endpoint.data ->> 'url' AS url,
    endpoint.data ->> 'secret' AS secret,
    (SELECT count(*)::integer FROM stripe_sandbox.deliveries AS other
     WHERE other.event = events.id AND other.state <> 'delivered') AS pending
  FROM claimed
  JOIN stripe_sandbox.events ON events.id = claimed.event_id
  LEFT JOIN stripe_sandbox.objects AS endpoint ON endpoint.id = claimed.endpoint
  ORDER BY claimed.id`;

/** Sends stored events to their endpoints, after the commit that stored them and apart from the API. */
export class WebhookDelivery {
  private readonly stopping = new AbortController();
  private readonly inFlight = new Set<Promise<void>>();
  private running = Promise.resolve();
  private awake = false;
  private wakeUp: (() => void) | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly settings: SettingsStore,
    private readonly log: (line: string) => void,
  ) {}

  start(): void {
    this.running = this.run();
  }

  wake(): void {
    this.awake = true;
    this.wakeUp?.();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    await Promise.all(this.inFlight);
  }

  /** Sends what was held back, one after the other, and tells how many were accepted. */
  async deliverHeld(order: 'created' | 'reversed' | 'shuffled', copies: number): Promise<number> {
    const { rows } = await this.pool.query<Delivery>(
      `WITH claimed AS (
         UPDATE stripe_sandbox.deliveries SET state = 'pending', attempts = attempts + 1,
           next_attempt_at = now() + make_interval(secs => $1)
         WHERE state = 'held' ${CLAIMED}
       ) ${WITH_EVENT}`,
      [LEASE_SECONDS],
    );
    if (order === 'reversed') rows.reverse();
    if (order === 'shuffled') rows.sort(() => Math.random() - 0.5);
    let accepted = 0;
    for (let copy = 0; copy < copies; copy += 1)
      for (const delivery of rows) if (await this.deliver(delivery)) accepted += 1;
    return accepted;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.awake = false;
      try {
        const free = LANES - this.inFlight.size;
        const claimed = free > 0 ? await this.claim(free) : [];
        for (const delivery of claimed) this.send(delivery);
        if (claimed.length < free) await this.sleep(await this.untilNext());
        else if (this.inFlight.size >= LANES) await Promise.race(this.inFlight);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.log(`Stripe sandbox: webhooks can't be delivered just now: ${String(error)}`);
        await this.sleep(1000);
      }
    }
  }

  private async claim(limit: number): Promise<Delivery[]> {
    const { rows } = await this.pool.query<Delivery>({
      name: 'sandbox-claim-deliveries',
      text: `WITH claimed AS (
         UPDATE stripe_sandbox.deliveries SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $1)
         WHERE id IN (
           SELECT id FROM stripe_sandbox.deliveries WHERE state = 'pending' AND next_attempt_at <= now()
           ORDER BY next_attempt_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
         ) ${CLAIMED}
       ) ${WITH_EVENT}`,
      values: [LEASE_SECONDS, limit],
    });
    return rows;
  }

  private send(delivery: Delivery): void {
    const sending = this.deliver(delivery)
      .then(() => undefined)
      .catch((error: unknown) => this.log(`Stripe sandbox: a webhook's fate wasn't stored: ${String(error)}`))
      .finally(() => {
        this.inFlight.delete(sending);
        this.wake();
      });
    this.inFlight.add(sending);
  }

  private async deliver(delivery: Delivery): Promise<boolean> {
    const { status, error } = await post(delivery, this.stopping.signal);
    const accepted = status !== undefined && status >= 200 && status < 300;
    const spent = delivery.url === null || delivery.age > GIVE_UP_SECONDS;
    const wait = Math.min(
      this.settings.current.webhook_retry_seconds * 5 ** (delivery.attempts - 1),
      LONGEST_WAIT_SECONDS,
    );
    // Cut off by our own stopping: the next start tries again.
    const state = accepted ? 'delivered' : spent ? 'failed' : 'pending';
    await this.pool.query(
      `UPDATE stripe_sandbox.deliveries SET state = $2, last_status = $3, last_error = $4,
         next_attempt_at = now() + make_interval(secs => $5)
       WHERE id = $1 AND state <> 'delivered'`,
      [delivery.id, state, status ?? null, error ?? null, wait],
    );
    return accepted;
  }

  private async untilNext(): Promise<number> {
    const { rows } = await this.pool.query<{ ms: number | null }>(
      `SELECT extract(epoch FROM min(next_attempt_at) - now())::double precision * 1000 AS ms
       FROM stripe_sandbox.deliveries WHERE state = 'pending'`,
    );
    return Math.min(Math.max(rows[0]?.ms ?? LONGEST_SLEEP_MS, 1), LONGEST_SLEEP_MS);
  }

  private sleep(ms: number): Promise<void> {
    if (this.awake || this.stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function post(delivery: Delivery, stopping: AbortSignal): Promise<{ status?: number; error?: string }> {
  const { event, url, secret, pending } = delivery;
  if (url === null || secret === null) return { error: 'The endpoint was deleted.' };
  const body = JSON.stringify({ ...event, pending_webhooks: pending }, null, 2);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signatureOf(body, secret),
      },
      body,
      // https://docs.stripe.com/webhooks#best-practices: a redirect counts as failure.
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { error: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** https://docs.stripe.com/webhooks#verify-manually */
export function signatureOf(body: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${signature}`;
}
