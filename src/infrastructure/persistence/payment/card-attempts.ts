import type { EntityManager } from 'typeorm';
import type { Booking } from '../../../domain/booking/booking.js';
import {
  ACCEPTED,
  UNANSWERED,
  type AskedCard,
  type CardAttempt,
} from '../../../domain/payment/card-retries.js';
import type { Decline } from '../../../domain/payment/decline.js';
import type { CardSummary } from '../../../domain/payment/payment-report.js';

interface AttemptRow {
  readonly payment_method: string | null;
  readonly card: CardSummary | null;
  readonly requested_at: Date;
  readonly decline: Decline | null;
  readonly is_under_way: boolean;
}

/** A card that was asked more often than this since it last paid is beyond every limit long ago. */
const MOST_ATTEMPTS = 50;

/** A card that may be asked for a booking of its customer's. */
export interface CardToAsk extends AskedCard {
  readonly booking: string;
  readonly customer: string;
}

/**
 * What became of a card on the customer's other bookings, the latest times. Whoever decides on asking one of their cards
 * waits here for others that do, until their transaction ends: so each sees the attempts of those before.
 */
export async function cardAttempts(
  manager: EntityManager,
  booking: Booking,
  card: AskedCard,
): Promise<CardAttempt[]> {
  const cards = `cards of ${booking.about.customer}`;
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [cards]);
  const asked = { booking: booking.id, customer: booking.about.customer, ...card };
  return (await cardAttemptsOf(manager, [asked])).get(booking.id) ?? [];
}

/** The same for many bookings, by their ids. */
export async function cardAttemptsOf(
  manager: EntityManager,
  asked: readonly CardToAsk[],
): Promise<Map<string, CardAttempt[]>> {
  const rows = await manager.query<(AttemptRow & { readonly asked_for: string })[]>(
    `SELECT asked.booking AS asked_for, attempt.*
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $5::text[]) AS asked (booking, customer, card, number)
      CROSS JOIN LATERAL (
        SELECT p.payment_method, p.card, p.requested_at, p.decline, p.state = ANY ($6) AS is_under_way
          FROM bookings b JOIN payments p ON p.booking_id = b.id
         WHERE b.customer_id = asked.customer AND b.id <> asked.booking
           AND (p.payment_method = asked.card OR p.card ->> 'id' = asked.card
                OR p.card ->> 'fingerprint' = asked.number)
           AND (p.state = ANY ($4) OR p.state = ANY ($6) OR p.state = 'declined' AND p.decline IS NOT NULL)
         ORDER BY p.requested_at DESC LIMIT ${MOST_ATTEMPTS}) AS attempt`,
    [
      asked.map(({ booking }) => booking),
      asked.map(({ customer }) => customer),
      asked.map(({ paymentMethod }) => paymentMethod),
      ACCEPTED,
      asked.map(({ fingerprint }) => fingerprint ?? null),
      UNANSWERED,
    ],
  );
  const byBooking = new Map<string, CardAttempt[]>();
  for (const row of rows)
    byBooking.set(row.asked_for, [...(byBooking.get(row.asked_for) ?? []), attemptFrom(row)]);
  return byBooking;
}

function attemptFrom(row: AttemptRow): CardAttempt {
  return {
    paymentMethod: row.payment_method ?? undefined,
    card: row.card ?? undefined,
    at: row.requested_at,
    decline: row.decline ?? undefined,
    ...(row.is_under_way && { isUnderWay: true }),
  };
}
