import type { BookingView } from '../../../application/booking/booking.views.js';
import {
  PAYMENT_STATUS_LABELS,
  paymentStatusOf,
  withBalances,
  type BookingAmounts,
} from '../../../domain/booking/payment-status.js';
import { Money } from '../../../domain/shared/money.js';

/** Minor units: what a decision would add or take away. */
export interface Changes {
  /** Instead of what the booking costs now. */
  readonly total?: number;
  readonly captured?: number;
  readonly collected?: number;
  readonly refunded?: number;
  /** Of `refunded`, what the customer would then no longer owe. */
  readonly waived?: number;
  /** Instead of what is held now. */
  readonly held?: number;
}

/** How the booking would stand, by the domain's own definition. */
export function amountsAfter(booking: BookingView, changes: Changes): BookingAmounts {
  const money = (amount: number) => Money.of(amount, booking.currency);
  return withBalances({
    total: money(changes.total ?? booking.total),
    captured: money(booking.captured + (changes.captured ?? 0)),
    collected: money(booking.collected + (changes.collected ?? 0)),
    refunded: money(booking.refunded + (changes.refunded ?? 0)),
    waived: money(booking.waived + (changes.waived ?? 0)),
    disputed: money(booking.disputed),
    held: money(changes.held ?? booking.held),
    inFlight: money(booking.inFlight),
  });
}

/** "becomes Charged in full" */
export function outcomeAfter(booking: BookingView, changes: Changes) {
  const status = paymentStatusOf(amountsAfter(booking, changes));
  return {
    label: PAYMENT_STATUS_LABELS[status],
    verb: status === booking.paymentStatus ? 'stays' : 'becomes',
  };
}
