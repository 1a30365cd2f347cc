import { OverRefundableInAll, RefundSplitUnclear } from '../payment/refund-errors.js';
import type { NewRefund } from '../payment/refund-request.js';
import { AmountNotPositive } from '../payment/payment-errors.js';
import { Money } from '../shared/money.js';

/** How much to give back of one payment. */
export interface RefundPart {
  readonly payment: string;
  readonly amount: Money;
}

/** One amount to give back over several payments. */
export interface NewRefunds extends NewRefund {
  /** What tells this decision from others. */
  readonly decision: string;
  /** How people split the amount; as `proposedSplit` does unless given. */
  readonly parts?: readonly RefundPart[];
  /** The id of the operation on a payment: always the same for the same decision. */
  readonly operationOf: (payment: string) => string;
}

/** What a split needs to know of a payment. */
export interface RefundSource {
  readonly id: string;
  readonly kind: string;
  /** What can be given back of it now. */
  readonly refundableNow: Money;
}

/**
 * Newest first, since an older card is the likelier one to be gone; what was paid by card before what was collected,
 * which somebody has to hand over. Throws OverRefundableInAll, with the bound, and AmountNotPositive.
 */
export function proposedSplit(amount: Money, sources: readonly RefundSource[]): RefundPart[] {
  if (amount.isZero) throw new AmountNotPositive('The amount to refund');
  const refundable = refundableInAll(sources, amount.currency);
  if (!refundable.covers(amount)) throw new OverRefundableInAll(amount, refundable);
  const newest = sources.toReversed();
  const isCollected = ({ kind }: RefundSource) => kind === 'collection';
  const inOrder = [...newest.filter((each) => !isCollected(each)), ...newest.filter(isCollected)];
  const parts: RefundPart[] = [];
  let left = amount;
  for (const { id, refundableNow } of inOrder) {
    const part = refundableNow.atMost(left);
    if (part.isZero) continue;
    parts.push({ payment: id, amount: part });
    left = left.minus(part);
  }
  return parts;
}

export function refundableInAll(sources: readonly RefundSource[], currency: string): Money {
  return Money.sum(
    sources.map(({ refundableNow }) => refundableNow),
    currency,
  );
}

/** The parts as asked for, or as proposed. Throws RefundSplitUnclear besides. */
export function splitOf(
  { amount, parts }: Pick<NewRefunds, 'amount' | 'parts'>,
  sources: readonly RefundSource[],
  currency: string,
): readonly RefundPart[] {
  if (!parts) return proposedSplit(amount ?? refundableInAll(sources, currency), sources);
  const isOnce = new Set(parts.map(({ payment }) => payment)).size === parts.length;
  if (parts.length === 0 || !isOnce) throw new RefundSplitUnclear();
  return parts;
}
