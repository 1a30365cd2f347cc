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

/**
 * `waived`: of what was given back, all that was to be owed no longer. What of it only gave back an overpayment waives
 * nothing.
 */
export type PaidAmounts = Omit<BookingAmounts, 'outstanding' | 'overpaid' | 'chargeable'>;

/** DESIGN, "Amounts of a booking". */
export function withBalances(paid: PaidAmounts): BookingAmounts {
  const taken = paid.captured.plus(paid.collected);
  const net = taken.minusOrZero(paid.refunded);
  const waived = waivedOf(paid, taken);
  // On one side, since total − waived is negative once the total was lowered below what had been waived.
  const settled = net.plus(waived);
  const outstanding = paid.total.minusOrZero(settled);
  return {
    ...paid,
    waived,
    outstanding,
    overpaid: settled.minusOrZero(paid.total),
    chargeable: outstanding.minusOrZero(paid.held.plus(paid.inFlight)),
  };
}

/**
 * A refund first gives back what was taken above the total; only the rest is owed no longer. As a function of how things
 * stand, so that neither the order in which refunds and changes of the total came nor that of their news matters.
 */
function waivedOf({ waived, refunded, total }: PaidAmounts, taken: Money): Money {
  const owedAgain = refunded.minusOrZero(waived);
  const aboveTotal = taken.minusOrZero(owedAgain.plus(total));
  return waived.minusOrZero(aboveTotal);
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
