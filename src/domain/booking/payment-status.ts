import type { Money } from '../shared/money.js';

export const PAYMENT_STATUSES = [
  'not_charged',
  'processing',
  'authorized',
  'partially_charged',
  'charged_in_full',
  'partially_refunded',
  'refunded',
] as const;

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export const PAYMENT_STATUS_LABELS: Readonly<Record<PaymentStatus, string>> = {
  not_charged: 'Not Charged',
  processing: 'Processing',
  authorized: 'Authorized',
  partially_charged: 'Partially charged',
  charged_in_full: 'Charged in full',
  partially_refunded: 'Partially refunded',
  refunded: 'Refunded',
};

/** The amounts of a booking, all in its currency, each the sum over the payments behind it. */
export interface BookingAmounts {
  readonly total: Money;
  readonly captured: Money;
  readonly collected: Money;
  readonly refunded: Money;
  readonly waived: Money;
  readonly disputed: Money;
  readonly held: Money;
  readonly inFlight: Money;
  /** max(0, total − waived − net), with net = captured + collected − refunded. */
  readonly outstanding: Money;
  /** max(0, net − (total − waived)). */
  readonly overpaid: Money;
  /** max(0, outstanding − held − inFlight): the most a new charge or hold may ask for. */
  readonly chargeable: Money;
}

export type PaidAmounts = Omit<BookingAmounts, 'outstanding' | 'overpaid' | 'chargeable'>;

/** DESIGN, "Amounts of a booking". */
export function withBalances(paid: PaidAmounts): BookingAmounts {
  const net = paid.captured.plus(paid.collected).minusOrZero(paid.refunded);
  // On one side, since total − waived is negative once the total was lowered below what had been waived.
  const settled = net.plus(paid.waived);
  const outstanding = paid.total.minusOrZero(settled);
  return {
    ...paid,
    outstanding,
    overpaid: settled.minusOrZero(paid.total),
    chargeable: outstanding.minusOrZero(paid.held.plus(paid.inFlight)),
  };
}

/** DESIGN, "Payment status of a booking": the first row that holds. Derived, never set by hand. */
export function paymentStatusOf(amounts: BookingAmounts): PaymentStatus {
  const taken = amounts.captured.plus(amounts.collected);
  const net = taken.minusOrZero(amounts.refunded);
  if (!net.isZero && amounts.outstanding.isZero)
    return amounts.waived.isZero ? 'charged_in_full' : 'partially_refunded';
  if (!net.isZero) return 'partially_charged';
  if (!amounts.held.isZero) return 'authorized';
  if (!amounts.inFlight.isZero) return 'processing';
  if (!taken.isZero) return 'refunded';
  return 'not_charged';
}
