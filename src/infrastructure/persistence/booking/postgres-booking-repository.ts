import { QueryFailedError, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { BookingRepository } from '../../../application/booking/booking.repository.port.js';
import { BookingNotFound, ReferenceTaken } from '../../../domain/booking/booking-errors.js';
import { type Booking } from '../../../domain/booking/booking.js';
import type { AskedCard, CardAttempt } from '../../../domain/payment/card-retries.js';
import type { Payment, PaymentData } from '../../../domain/payment/payment.js';
import { isSettled } from '../../../domain/payment/payment-transitions.js';
import {
  PAYMENT_COLUMNS,
  payloadFrom,
  paymentFrom,
  paymentsAsJson,
  type PaymentRow,
} from '../payment/payment-rows.js';
import { saveReversals } from '../collection/collection-rows.js';
import { saveDisputes } from '../payment/dispute-rows.js';
import { saveRefunds } from '../payment/refund-rows.js';
import { cardAttempts } from '../payment/card-attempts.js';
import { bookingColumns, bookingFrom, eventPayload, type StoredBooking } from './booking-rows.js';
import { insertBookings, takenReference } from './insert-bookings.js';

/** A request that hasn't been answered after this long is looked into; its own time limit has passed by then. */
const RECOVER_AFTER_SECONDS = 15;
/** The first look at a payment in doubt. */
const RECOVER_IN_DOUBT_AFTER_SECONDS = 2;
/** Once Stripe's page is to have ended by itself, whether it has. */
const LOOK_AFTER_PAGE_SECONDS = 30;

const NAMES = Object.keys(PAYMENT_COLUMNS);
const SAVE_PAYMENTS = `
  INSERT INTO payments (${NAMES.join(', ')}, recover_at, close_at)
  SELECT ${NAMES.join(', ')}, now() + make_interval(secs => recover_in),
         CASE WHEN state = 'declined' AND payment_intent IS NOT NULL THEN now() END
    FROM jsonb_to_recordset($1) AS saved (
      ${Object.entries(PAYMENT_COLUMNS)
        .map(([name, type]) => `${name} ${type}`)
        .join(', ')}, recover_in double precision)
  ON CONFLICT (id) DO UPDATE SET
    ${NAMES.filter((name) => !['id', 'booking_id', 'position'].includes(name))
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')},
    recover_at = excluded.recover_at,
    close_at = CASE WHEN payments.state = excluded.state THEN payments.close_at ELSE excluded.close_at END,
    recover_attempts = CASE WHEN excluded.recover_at IS NULL THEN 0 ELSE payments.recover_attempts END,
    recover_error = CASE WHEN excluded.recover_at IS NOT NULL THEN payments.recover_error END`;

export class PostgresBookingRepository implements BookingRepository {
  /** As loaded: a payment that is still the same object hasn't changed. */
  private readonly loaded = new Map<string, PaymentData>();

  constructor(private readonly manager: EntityManager) {}

  async add(booking: Booking): Promise<void> {
    const columns = { id: booking.id, ...bookingColumns(booking) };
    const names = Object.keys(columns);
    try {
      await this.manager.query(
        withEvents(
          `INSERT INTO bookings (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 2}`).join(', ')})`,
        ),
        [eventsPayload(booking), ...Object.values(columns)],
      );
    } catch (error) {
      throw violates(error, 'bookings_reference') ? new ReferenceTaken(booking.about.reference) : error;
    }
    await this.savePayments(booking);
  }

  async addAll(bookings: readonly Booking[]): Promise<void> {
    if (bookings.length === 0) return;
    try {
      await insertBookings(this.manager, bookings);
    } catch (error) {
      throw violates(error, 'bookings_reference') ? new ReferenceTaken(takenReference(error)) : error;
    }
  }

  async lock(id: string): Promise<Booking> {
    const booking = await this.lockIfStored(id);
    if (!booking) throw new BookingNotFound(id);
    return booking;
  }

  /** What only refers to the booking (a batch's review, a rule's action) doesn't wait for it, nor does it for that. */
  async lockIfStored(id: string): Promise<Booking | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.manager.query<StoredBooking[]>(
      `SELECT * FROM bookings WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    if (!row) return undefined;
    // Read by a statement of its own: one that had waited for the lock would still see the payments of before.
    const [found] = await this.manager.query<{ payments: PaymentRow[] }[]>(
      paymentsAsJson('p.booking_id = $1'),
      [id],
    );
    const payments = (found?.payments ?? []).map(paymentFrom);
    for (const payment of payments) this.loaded.set(payment.id, payment);
    return bookingFrom(row, payments);
  }

  async lockByPayment(payment: string): Promise<Booking | undefined> {
    // Metadata in Stripe can be edited there, so what it holds need not be an id of ours.
    return isUuid(payment) ? this.lockOwner('id', payment) : undefined;
  }

  lockByPaymentIntent(paymentIntent: string): Promise<Booking | undefined> {
    return this.lockOwner('payment_intent', paymentIntent);
  }

  attemptsElsewhere(booking: Booking, card: AskedCard): Promise<CardAttempt[]> {
    return cardAttempts(this.manager, booking, card);
  }

  async save(booking: Booking): Promise<void> {
    if (!booking.hasChanged) return;
    const columns = bookingColumns(booking);
    const names = Object.keys(columns);
    const saved = await this.manager.query<unknown[]>(
      withEvents(
        `UPDATE bookings SET ${names.map((name, index) => `${name} = $${index + 4}`).join(', ')}
          WHERE id = $2 AND version = $3`,
      ),
      [eventsPayload(booking), booking.id, booking.versionBefore, ...Object.values(columns)],
    );
    if (saved.length === 0) throw new Error(`Booking ${booking.id} was saved without being locked.`);
    await this.savePayments(booking);
  }

  private async lockOwner(column: 'id' | 'payment_intent', value: string): Promise<Booking | undefined> {
    const [owner] = await this.manager.query<{ booking_id: string }[]>(
      `SELECT booking_id FROM payments WHERE ${column} = $1`,
      [value],
    );
    return owner && this.lock(owner.booking_id);
  }

  private async savePayments(booking: Booking): Promise<void> {
    const changed = booking.payments
      .map((payment, position) => ({ payment, data: payment.toData(), position }))
      .filter(({ data }) => this.loaded.get(data.id) !== data);
    if (changed.length === 0) return;
    await this.manager.query(SAVE_PAYMENTS, [
      JSON.stringify(
        changed.map(({ payment, data, position }) => ({
          ...payloadFrom(data, booking.id, position),
          recover_in: recoverAfter(payment),
        })),
      ),
    ]);
    const saved = changed.map(({ data }) => data);
    await saveRefunds(this.manager, saved);
    await saveDisputes(this.manager, saved);
    await saveReversals(this.manager, saved);
  }
}

/** SQL: `change` to a booking's row, and the events ($1) that it comes with. */
function withEvents(change: string): string {
  return `
    WITH saved AS (${change} RETURNING id, version)
    INSERT INTO booking_events (booking_id, version, type, at, actor, data)
    SELECT saved.id, saved.version, happened.* FROM saved
     CROSS JOIN jsonb_to_recordset($1) AS happened (type text, at timestamptz, actor jsonb, data jsonb)
    RETURNING id`;
}

function eventsPayload(booking: Booking): string {
  return JSON.stringify(booking.events.map(eventPayload));
}

/** Seconds; undefined when nothing is expected of Stripe. */
function recoverAfter(payment: Payment): number | undefined {
  if (payment.isInDoubt) return RECOVER_IN_DOUBT_AFTER_SECONDS;
  if (payment.isOnPage && payment.state === 'requires_action' && !payment.operation)
    return secondsUntil(payment.checkout?.expiresAt) + LOOK_AFTER_PAGE_SECONDS;
  const waits = !isSettled(payment.state) && !['authorized', 'requires_action'].includes(payment.state);
  return waits || payment.operation ? RECOVER_AFTER_SECONDS : undefined;
}

function secondsUntil(moment: Date | undefined): number {
  return moment === undefined ? 0 : Math.max(0, (moment.getTime() - Date.now()) / 1000);
}

function violates(error: unknown, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const driverError = error.driverError as { code?: string; constraint?: string };
  return driverError.code === '23505' && driverError.constraint === constraint;
}
