import type { Booking } from '../../domain/booking/booking.js';
import type { AskedCard, CardAttempt } from '../../domain/payment/card-retries.js';

/** Loads and stores whole bookings. Every load locks the booking's row until the transaction ends. */
export interface BookingRepository {
  /** Throws ReferenceTaken. */
  add(booking: Booking): Promise<void>;
  /** Many new ones without payments at once: all of them or, when it throws ReferenceTaken, none. */
  addAll(bookings: readonly Booking[]): Promise<void>;
  /** Throws BookingNotFound. */
  lock(id: string): Promise<Booking>;
  /** The same, undefined when there is none. */
  lockIfStored(id: string): Promise<Booking | undefined>;
  /** The booking that holds this payment, if any. */
  lockByPayment(payment: string): Promise<Booking | undefined>;
  lockByPaymentIntent(paymentIntent: string): Promise<Booking | undefined>;
  /** The last times this card was asked for money on the customer's other bookings. Locks nothing. */
  attemptsElsewhere(booking: Booking, card: AskedCard): Promise<readonly CardAttempt[]>;
  /** Stores the booking, its payments, the columns that lists need, and its events, all in this transaction. */
  save(booking: Booking): Promise<void>;
}
