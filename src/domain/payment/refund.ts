import type { Money } from '../shared/money.js';
import { RefundEnded, RefundNotFound } from './refund-errors.js';
import type { RefundOperation } from './payment-operation.js';
import type { ReportedRefund } from './payment-report.js';

/** Money given back, or on its way back. One Stripe Refund. */
export interface Refund {
  /** Stripe's id, `re_…`; of a collection's refund, which is only written down, that of the request for it. */
  readonly id: string;
  readonly amount: Money;
  readonly status: ReportedRefund['status'];
  readonly reason?: string;
  /** Our own id of the request for it; none for a refund that was made in Stripe. */
  readonly operation?: string;
  /** The customer still owes this amount; by default a refund waives it. */
  readonly stillOwed: boolean;
  /** Somebody has said whether it is still owed after it was made: that stands, whatever is heard of it later. */
  readonly isOwedDecided?: true;
  /** As decided with the request: this part gave back an overpayment and waives nothing. */
  readonly ofOverpaid?: Money;
  /** In staff's own words; known for refunds that were asked for here. */
  readonly note?: string;
  readonly createdAt: Date;
}

/** A refund that counts: the money is back or on its way. A failed or canceled one came back to the business. */
export function counts(refund: Refund): boolean {
  return refund.status === 'pending' || refund.status === 'succeeded';
}

const ORDER: Readonly<Record<Refund['status'], number>> = {
  pending: 0,
  succeeded: 1,
  failed: 2,
  canceled: 2,
};

/**
 * The later of the two in a refund's life, whatever order they were heard in (a succeeded refund may still fail).
 * `asked`: the request that it answers, if any.
 */
export function mergeRefund(
  known: Refund | undefined,
  reported: ReportedRefund,
  asked?: RefundOperation,
): Refund {
  if (!known) {
    const { operation: _claimed, ...fact } = reported;
    const refund: Refund = { ...fact, stillOwed: false };
    return asked ? claimedBy(asked, refund) : refund;
  }
  const claimed = asked && known.operation === undefined ? claimedBy(asked, known) : known;
  return ORDER[reported.status] > ORDER[known.status] ? { ...claimed, status: reported.status } : claimed;
}

/** A refund that turns out to be the one that was asked for. */
export function claimedBy(asked: RefundOperation, refund: Refund): Refund {
  const { id, note, ofOverpaid, stillOwed } = asked;
  const owed = refund.isOwedDecided ? refund.stillOwed : stillOwed;
  return { ...refund, operation: id, note, ofOverpaid, stillOwed: owed };
}

/** Money from a collection goes back by staff's own hand: it is written down, and Stripe isn't asked. */
export function recordedRefund(decided: RefundOperation): Refund {
  const { id, amount, reason, requestedAt } = decided;
  return claimedBy(decided, {
    id,
    amount,
    status: 'succeeded',
    reason,
    stillOwed: false,
    createdAt: requestedAt,
  });
}

/** The refunds with what was said of one of them. Throws RefundNotFound, and RefundEnded for one that came back. */
export function withOwedDecided(
  refunds: readonly Refund[],
  refundId: string,
  stillOwed: boolean,
): readonly Refund[] {
  const refund = refunds.find(({ id }) => id === refundId);
  if (!refund) throw new RefundNotFound(refundId);
  if (!counts(refund)) throw new RefundEnded(refund.status);
  if (refund.isOwedDecided && refund.stillOwed === stillOwed) return refunds;
  return refunds.map((each) => (each === refund ? { ...refund, stillOwed, isOwedDecided: true } : each));
}
