import type { Money } from '../shared/money.js';
import type { RefundOperation } from './payment-operation.js';
import type { ReportedRefund } from './payment-report.js';

/** Money given back, or on its way back. One Stripe Refund. */
export interface Refund {
  /** Stripe's id, `re_…`. */
  readonly id: string;
  readonly amount: Money;
  readonly status: ReportedRefund['status'];
  readonly reason?: string;
  /** Our own id of the request for it; none for a refund that was made in Stripe. */
  readonly operation?: string;
  /** The customer still owes this amount; by default a refund waives it. */
  readonly stillOwed: boolean;
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
    return { ...fact, operation: asked?.id, stillOwed: asked?.stillOwed ?? false };
  }
  const claimed = asked && known.operation === undefined ? claimedBy(asked, known) : known;
  return ORDER[reported.status] > ORDER[known.status] ? { ...claimed, status: reported.status } : claimed;
}

/** A refund that turns out to be the one that was asked for. */
export function claimedBy(asked: RefundOperation, refund: Refund): Refund {
  return { ...refund, operation: asked.id, stillOwed: asked.stillOwed };
}
