import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { paymentIntentOf } from './event-subject.js';
import { StripeEventWorker } from './stripe-event-worker.js';

/** Stripe's events, each stored once however it came here. One that speaks of a payment is applied afterwards. */
@Injectable()
export class StripeEventStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly worker: StripeEventWorker,
  ) {}

  /** Whether it is new. `payload`: the event as it was received. */
  async add(event: Stripe.Event, payload: string): Promise<boolean> {
    const paymentIntent = paymentIntentOf(event);
    const stored: unknown[] = await this.dataSource.query(
      `INSERT INTO stripe_events (id, type, api_version, created, payload, payment_intent, state, next_attempt_at, applied_at)
       VALUES ($1, $2, $3, to_timestamp($4), $5, $6, $7, CASE WHEN $7 = 'received' THEN now() END, NULL)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        event.id,
        event.type,
        event.api_version,
        event.created,
        payload,
        paymentIntent ?? null,
        paymentIntent === undefined ? 'ignored' : 'received',
      ],
    );
    if (stored.length === 0) return false;
    if (paymentIntent !== undefined) this.worker.nudge();
    return true;
  }

  /** Those of `ids` that were never stored. */
  async unknown(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const known = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM stripe_events WHERE id = ANY($1)`,
      [ids],
    );
    const unknown = new Set(ids);
    for (const { id } of known) unknown.delete(id);
    return unknown;
  }
}
