import type { Payment } from '../payment/payment.js';
import type { BookingAmounts } from './payment-status.js';

/**
 * Whether all that a payment under way would take is owed still: what was recorded, charged or taken off the total since
 * it was decided may leave less. Other holds and payments under way come first; a hold that it replaces covers the same
 * money and doesn't count.
 */
export function isStillOwed(
  payment: Payment,
  amounts: BookingAmounts,
  payments: readonly Payment[],
): boolean {
  const replaced = payments.find(({ id }) => id === payment.replaces?.payment);
  const held = replaced ? amounts.held.minusOrZero(replaced.held) : amounts.held;
  const elsewhere = held.plus(amounts.inFlight.minusOrZero(payment.inFlight));
  return amounts.outstanding.minusOrZero(elsewhere).covers(payment.amount);
}
