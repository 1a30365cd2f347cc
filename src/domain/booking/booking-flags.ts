import { needsResponse } from '../payment/dispute.js';
import type { Payment } from '../payment/payment.js';
import type { Refund } from '../payment/refund.js';
import type { BookingAmounts } from './payment-status.js';

/** What the UI shows next to the status. `overdue` and `hold_expiring` depend on the time of asking. */
export const BOOKING_FLAGS = [
  'in_doubt',
  'action_required',
  'overdue',
  'disputed',
  'overpaid',
  'hold_expiring',
  'last_charge_declined',
  'refund_failed',
] as const;

export type BookingFlag = (typeof BOOKING_FLAGS)[number];

/** A hold that ends within this time is `hold_expiring`. */
export const HOLD_EXPIRING_MS = 48 * 60 * 60 * 1000;

/** The facts the flags follow from; the ones that depend on the clock are given as points in time. */
export interface FlagFacts {
  readonly inDoubt: boolean;
  readonly actionRequired: boolean;
  readonly disputed: boolean;
  readonly overpaid: boolean;
  readonly lastChargeDeclined: boolean;
  /** Until when the first dispute that waits for an answer can be answered. */
  readonly disputeDueBy?: Date;
  /** The latest refund didn't reach the customer. */
  readonly refundFailed: boolean;
  /** The first open hold to end. */
  readonly holdExpiresAt?: Date;
  /** Something is outstanding: overdue once the booking has started. */
  readonly owing: boolean;
  readonly startsAt: Date;
}

export function flagFacts(payments: readonly Payment[], amounts: BookingAmounts, startsAt: Date): FlagFacts {
  const attempts = payments.filter((payment) => payment.kind !== 'collection');
  const holdEnds = attempts
    .filter((payment) => payment.state === 'authorized')
    .flatMap((payment) => payment.captureBefore ?? []);
  const disputesDue = payments
    .flatMap(({ disputes }) => disputes.filter(needsResponse))
    .flatMap(({ evidenceDueBy }) => evidenceDueBy ?? []);
  return {
    inDoubt: attempts.some((payment) => payment.isInDoubt),
    actionRequired: attempts.some(({ state, checkout }) => state === 'requires_action' && !checkout),
    disputed: !amounts.disputed.isZero,
    overpaid: !amounts.overpaid.isZero,
    lastChargeDeclined: attempts.at(-1)?.state === 'declined',
    refundFailed: latestRefund(payments)?.status === 'failed',
    disputeDueBy: earliest(disputesDue),
    holdExpiresAt: earliest(holdEnds),
    owing: !amounts.outstanding.isZero,
    startsAt,
  };
}

function earliest(moments: readonly Date[]): Date | undefined {
  return moments.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

/** By when Stripe made them, whatever order they were heard in. */
function latestRefund(payments: readonly Payment[]): Refund | undefined {
  return payments
    .flatMap(({ refunds }) => refunds)
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
    .at(-1);
}

export function flagsAt(facts: FlagFacts, now: Date): BookingFlag[] {
  const holds: Record<BookingFlag, boolean> = {
    in_doubt: facts.inDoubt,
    action_required: facts.actionRequired,
    overdue: facts.owing && facts.startsAt < now,
    disputed: facts.disputed,
    overpaid: facts.overpaid,
    hold_expiring:
      facts.holdExpiresAt !== undefined && facts.holdExpiresAt.getTime() - now.getTime() <= HOLD_EXPIRING_MS,
    last_charge_declined: facts.lastChargeDeclined,
    refund_failed: facts.refundFailed,
  };
  return BOOKING_FLAGS.filter((flag) => holds[flag]);
}
