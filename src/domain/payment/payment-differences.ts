import type { Money } from '../shared/money.js';
import type { PaymentState } from './payment-transitions.js';
import type { Payment } from './payment.js';

/** What of a payment can differ between our books and Stripe's. */
export const DIFFERING_AMOUNTS = ['captured', 'refunded', 'held', 'disputed'] as const;
export type DifferingAmount = (typeof DIFFERING_AMOUNTS)[number];

export type PaymentDifference =
  | { readonly what: 'state'; readonly before: PaymentState; readonly after: PaymentState }
  | { readonly what: DifferingAmount; readonly before: Money; readonly after: Money };

/** What moved between two pictures of one payment; empty when only details (a card, an id) were learned. */
export function differencesBetween(before: Payment, after: Payment): PaymentDifference[] {
  const amounts = DIFFERING_AMOUNTS.filter((what) => !before[what].equals(after[what])).map(
    (what): PaymentDifference => ({ what, before: before[what], after: after[what] }),
  );
  if (before.state === after.state) return amounts;
  return [{ what: 'state', before: before.state, after: after.state }, ...amounts];
}
