import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { despiteLostConnections } from '../persistence/lost-connections.js';
import { GroupCommit } from './group-commit.js';
import { toIncoming, type IncomingEvent } from './incoming-event.js';
import { InboxConnections, STORING_LANES } from './inbox-connections.js';
import { StripeEventWorker } from './stripe-event-worker.js';
import { StripeLookUpWorker } from './stripe-look-up-worker.js';

/** More in one statement gains nothing, and makes the first of them wait. */
const TOGETHER = 200;
/** Beyond this many, what comes is refused, to be sent again later: memory isn't a place to keep events. */
const LONGEST_QUEUE = 5000;

/** So many wait already that nothing more is taken just now. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';
}

/** Stripe's events, each stored once however it came here. One that speaks of a payment or of a
 * customer's cards is applied afterwards. */
@Injectable()
export class StripeEventStore {
  private readonly group = new GroupCommit(
    (events: readonly IncomingEvent[]) => despiteLostConnections(() => this.insert(events)),
    {
      lanes: STORING_LANES,
      together: TOGETHER,
    },
  );

  constructor(
    private readonly connections: InboxConnections,
    private readonly worker: StripeEventWorker,
    private readonly lookUps: StripeLookUpWorker,
  ) {}

  /** Whether it is new; known once the event is committed. `payload`: the event as it was received. */
  add(event: Stripe.Event, payload: string): Promise<boolean> {
    return this.store(toIncoming(event, payload));
  }

  /** The same for one that was read already. Throws TooManyWaiting. */
  async store(event: IncomingEvent): Promise<boolean> {
    if (this.group.backlog >= LONGEST_QUEUE) throw new TooManyWaiting();
    const isNew = await this.group.add(event);
    if (isNew) this.worker.arrived(event.paymentIntent !== undefined);
    if (isNew && (event.cardHolder ?? event.checkoutSession) !== undefined) this.lookUps.nudge();
    return isNew;
  }

  /** Those of `ids` that were never stored. */
  async unknown(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const known = await this.connections.dataSource.query<{ id: string }[]>(
      `SELECT id FROM stripe_events WHERE id = ANY($1)`,
      [ids],
    );
    const unknown = new Set(ids);
    for (const { id } of known) unknown.delete(id);
    return unknown;
  }

  /** In the order of their ids, so that instances that store the same ones don't wait for each other in a circle. */
  private async insert(events: readonly IncomingEvent[]): Promise<boolean[]> {
    const sorted = events.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const stored = await this.connections.dataSource.query<{ id: string }[]>(
      `INSERT INTO stripe_events (id, type, api_version, created, payload, payment_intent, stripe_customer,
                                  checkout_session, look_up, state, next_attempt_at)
       SELECT id, type, api_version, to_timestamp(created), payload, payment_intent, stripe_customer,
              checkout_session, coalesce(stripe_customer, checkout_session) IS NOT NULL,
              CASE WHEN coalesce(payment_intent, stripe_customer, checkout_session) IS NULL THEN 'ignored' ELSE 'received' END,
              CASE WHEN coalesce(payment_intent, stripe_customer, checkout_session) IS NOT NULL THEN now() END
         FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
                     $8::text[])
           AS incoming (id, type, api_version, created, payload, payment_intent, stripe_customer, checkout_session)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        sorted.map(({ id }) => id),
        sorted.map(({ type }) => type),
        sorted.map(({ apiVersion }) => apiVersion ?? null),
        sorted.map(({ created }) => created),
        sorted.map(({ payload }) => payload),
        sorted.map(({ paymentIntent }) => paymentIntent ?? null),
        sorted.map(({ cardHolder }) => cardHolder ?? null),
        sorted.map(({ checkoutSession }) => checkoutSession ?? null),
      ],
    );
    // Of several with one id, one is new and the others repeat it.
    const fresh = new Set(stored.map(({ id }) => id));
    return events.map(({ id }) => fresh.delete(id));
  }
}
