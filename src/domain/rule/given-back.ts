import type { Payment } from '../payment/payment.js';
import { counts } from '../payment/refund.js';

/**
 * Whether money of the booking was given back after `moment` and is owed again since: a refund that staff said is still
 * owed, or a collection that was taken back. It was paid when it was due, so to take it again is for people to decide.
 */
export function wasGivenBackSince(moment: Date, payments: readonly Payment[]): boolean {
  return payments.some(({ refunds, collection }) => {
    const reversed = collection?.reversal?.at;
    return (
      (reversed !== undefined && reversed > moment) ||
      refunds.some((refund) => counts(refund) && refund.stillOwed && refund.createdAt > moment)
    );
  });
}
