import type Stripe from 'stripe';
import { mayBeReversal } from './payment-report.js';

/** https://docs.stripe.com/reports/reporting-categories: of the transaction that takes the rest of a hold back. */
const REVERSAL_CATEGORY = 'partial_capture_reversal';

/**
 * Those of a charge's refunds that gave nothing back; there is one at most. `categoryOf` a balance transaction is asked
 * for only where a refund may be one, and undefined where it can't be read.
 */
export async function reversalsOf(
  charge: Stripe.Charge,
  categoryOf: (transaction: string) => Promise<string | undefined>,
): Promise<ReadonlySet<string>> {
  const refunds = charge.refunds?.data ?? [];
  const oldestFirst = refunds
    .filter((refund) => mayBeReversal(refund, charge))
    .sort((a, b) => a.created - b.created);
  let isUnread = false;
  for (const { id, balance_transaction: transaction } of oldestFirst) {
    if (transaction === null) continue;
    const category =
      typeof transaction === 'object' ? transaction.reporting_category : await categoryOf(transaction);
    if (category === REVERSAL_CATEGORY) return new Set([id]);
    isUnread ||= category === undefined;
  }
  // More than was taken can't be given back: then the rest of the hold, which went first, is among it.
  const [first] = oldestFirst;
  return new Set(isUnread && first && givenBack(refunds) > charge.amount_captured ? [first.id] : []);
}

function givenBack(refunds: readonly Stripe.Refund[]): number {
  return refunds
    .filter(({ status, balance_transaction: transaction }) => status === 'succeeded' && transaction !== null)
    .reduce((sum, { amount }) => sum + amount, 0);
}
