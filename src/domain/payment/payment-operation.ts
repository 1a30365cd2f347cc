import type { Actor } from '../shared/actor.js';
import type { Money } from '../shared/money.js';
import type { ReportedRefund } from './payment-report.js';

/** Stripe's own words for why money is given back. https://docs.stripe.com/api/refunds/create#create_refund-reason */
export const REFUND_REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

interface Decided {
  /** Our own id; Stripe's idempotency key for it. */
  readonly id: string;
  readonly inDoubt: boolean;
  readonly requestedAt: Date;
  readonly by: Actor;
}

/** What to take of a hold, or, for a release, all that is held. */
export interface HoldOperation extends Decided {
  readonly kind: 'capture' | 'release';
  readonly amount: Money;
}

export interface RefundOperation extends Decided {
  readonly kind: 'refund';
  readonly amount: Money;
  readonly reason: RefundReason;
  /** In staff's own words. */
  readonly note?: string;
  /** The customer still owes the amount; otherwise the refund waives it. */
  readonly stillOwed: boolean;
  /** How much of it gives back what was taken above the total when it was decided: that part waives nothing. */
  readonly ofOverpaid?: Money;
}

/** Giving up a payment that waits for the customer: all of it is chargeable again. */
export interface GiveUpOperation extends Decided {
  readonly kind: 'cancel';
  readonly amount: Money;
}

/** What was decided of a payment and stored, and that Stripe hasn't answered yet. */
export type PaymentOperation = HoldOperation | RefundOperation | GiveUpOperation;

/** Whether this refund of Stripe's is the one that was asked for. Metadata can be copied there; an amount that differs isn't ours. */
export function isAnswerTo(
  operation: PaymentOperation,
  reported: ReportedRefund,
): operation is RefundOperation {
  return (
    operation.kind === 'refund' &&
    reported.operation === operation.id &&
    reported.amount.equals(operation.amount)
  );
}
