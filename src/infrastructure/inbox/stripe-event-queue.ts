import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/**
 * What an instance had in hand that died is taken over after this; what takes a living one longer is done twice, which
 * comes to the same.
 */
const LEASE_SECONDS = 20;
/** Definite failures are tried again after 2 s, 4 s, 8 s…, for about a quarter of an hour. */
export const MAX_ATTEMPTS = 9;
const LONGEST_DELAY_SECONDS = 3600;
/** What waits for Stripe to answer again doesn't wait much longer than Stripe makes it. */
const LONGEST_OUTAGE_DELAY_SECONDS = 60;
const WORDS_KEPT = 500;

/** What is looked up once for all events that speak of it. */
const SUBJECT = 'coalesce(payment_intent, stripe_customer, checkout_session)';
const WAITING = `state IN ('received', 'failed')`;
/** From three quarters to five quarters, so that what failed together doesn't come back together. */
const JITTER = '(0.75 + 0.5 * random())';

export interface ClaimedEvent {
  readonly id: string;
  /** This one included. */
  readonly attempts: number;
}

export interface ClaimedPayload extends ClaimedEvent {
  readonly payment_intent: string;
  readonly payload: string;
}

/** It speaks of one of them. */
export interface ClaimedLookUp extends ClaimedEvent {
  readonly payment_intent: string | null;
  readonly stripe_customer: string | null;
  readonly checkout_session: string | null;
}

/**
 * Stored events that wait, as the workers of all instances share them. Claiming one also sets when it is tried next, so
 * that no two work on it and none is forgotten.
 */
@Injectable()
export class StripeEventQueue {
  constructor(private readonly dataSource: DataSource) {}

  /** The next ones whose own words haven't been read yet. */
  async claimUnread(limit: number): Promise<ClaimedPayload[]> {
    const [claimed] = await this.dataSource.query<[ClaimedPayload[], number]>(
      `UPDATE stripe_events SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $1)
        WHERE id IN (
          SELECT id FROM stripe_events WHERE ${WAITING} AND NOT look_up AND next_attempt_at <= now()
           ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, payment_intent, attempts, payload`,
      [LEASE_SECONDS, limit],
    );
    return claimed;
  }

  /** All due events of the next PaymentIntent, or customer's cards, to be looked up; none when nothing has. */
  async claimLookUp(): Promise<ClaimedLookUp[]> {
    const [claimed] = await this.dataSource.query<[ClaimedLookUp[], number]>(
      `WITH next AS (
         SELECT ${SUBJECT} AS subject FROM stripe_events WHERE ${WAITING} AND look_up AND next_attempt_at <= now()
          ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE stripe_events SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $1)
        WHERE id IN (
          SELECT id FROM stripe_events
           WHERE ${WAITING} AND look_up AND next_attempt_at <= now() AND ${SUBJECT} = (SELECT subject FROM next)
             FOR UPDATE SKIP LOCKED)
       RETURNING id, payment_intent, stripe_customer, checkout_session, attempts`,
      [LEASE_SECONDS],
    );
    return claimed;
  }

  async hasLookUpsDue(): Promise<boolean> {
    const due = await this.dataSource.query<unknown[]>(
      `SELECT FROM stripe_events WHERE ${WAITING} AND look_up AND next_attempt_at <= now() LIMIT 1`,
    );
    return due.length > 0;
  }

  async settle(ids: readonly string[], state: 'applied' | 'ignored'): Promise<void> {
    if (ids.length === 0) return;
    await this.dataSource.query(
      `UPDATE stripe_events SET state = $2, applied_at = now(), next_attempt_at = NULL, last_error = NULL
        WHERE id = ANY($1)`,
      [ids, state],
    );
  }

  /** From now on they wait for a look at the current object. */
  async needLookUp(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.dataSource.query(
      `UPDATE stripe_events SET look_up = true, attempts = 0, next_attempt_at = now() WHERE id = ANY($1)`,
      [ids],
    );
  }

  async readAgainIn(seconds: number, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.dataSource.query(
      `UPDATE stripe_events SET next_attempt_at = now() + make_interval(secs => $2) WHERE id = ANY($1)`,
      [ids, seconds],
    );
  }

  /** Something couldn't be asked or reached: that says nothing of the events, and never parks them. */
  async waitOut(events: readonly ClaimedEvent[], reason: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE stripe_events SET state = 'failed', last_error = $2, attempts = greatest(0, attempts - 1),
              outages = outages + 1,
              next_attempt_at = now() + make_interval(secs => least($3, 2 ^ least(outages, 10)) * ${JITTER})
        WHERE id = ANY($1)`,
      [events.map(({ id }) => id), reason.slice(0, WORDS_KEPT), LONGEST_OUTAGE_DELAY_SECONDS],
    );
  }

  /** Tried again after a growing while; at last parked, where people see it. The ids of those that are. */
  async postponeOrPark(events: readonly ClaimedEvent[], reason: string): Promise<string[]> {
    const [changed] = await this.dataSource.query<[{ id: string; state: string }[], number]>(
      `UPDATE stripe_events SET last_error = $2,
              state = CASE WHEN attempts >= $3 THEN 'parked' ELSE 'failed' END,
              parked_at = CASE WHEN attempts >= $3 THEN now() END,
              next_attempt_at = CASE WHEN attempts < $3
                THEN now() + make_interval(secs => least($4, 2 ^ attempts) * ${JITTER}) END
        WHERE id = ANY($1) RETURNING id, state`,
      [events.map(({ id }) => id), reason.slice(0, WORDS_KEPT), MAX_ATTEMPTS, LONGEST_DELAY_SECONDS],
    );
    return changed.filter(({ state }) => state === 'parked').map(({ id }) => id);
  }
}
