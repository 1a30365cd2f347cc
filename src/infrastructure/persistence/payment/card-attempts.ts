import type { EntityManager } from 'typeorm';
import type { Booking } from '../../../domain/booking/booking.js';
import { ACCEPTED, type CardAttempt } from '../../../domain/payment/card-retries.js';
import type { Decline } from '../../../domain/payment/decline.js';
import type { CardSummary } from '../../../domain/payment/payment-report.js';

interface AttemptRow {
  readonly payment_method: string | null;
  readonly card: CardSummary | null;
  readonly requested_at: Date;
  readonly decline: Decline | null;
}

/** A card that was asked more often than this since it last paid is beyond every limit long ago. */
const MOST_ATTEMPTS = 50;

/** What became of a card on the customer's other bookings, the latest times. */
export async function cardAttempts(
  manager: EntityManager,
  booking: Booking,
  paymentMethod: string,
): Promise<CardAttempt[]> {
  const rows = await manager.query<AttemptRow[]>(
    `SELECT p.payment_method, p.card, p.requested_at, p.decline
       FROM bookings b JOIN payments p ON p.booking_id = b.id
      WHERE b.customer_id = $1 AND b.id <> $2 AND (p.payment_method = $3 OR p.card ->> 'id' = $3)
        AND (p.state = ANY ($4) OR p.state = 'declined' AND p.decline IS NOT NULL)
      ORDER BY p.requested_at DESC LIMIT ${MOST_ATTEMPTS}`,
    [booking.about.customer, booking.id, paymentMethod, ACCEPTED],
  );
  return rows.map(({ payment_method, card, requested_at, decline }) => ({
    paymentMethod: payment_method ?? undefined,
    card: card ?? undefined,
    at: requested_at,
    decline: decline ?? undefined,
  }));
}
