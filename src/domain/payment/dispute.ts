import type { Money } from '../shared/money.js';

/**
 * What Stripe took from the business's balance for a dispute, or gave back: one balance transaction, in the currency of
 * the balance, which need not be the payment's. https://docs.stripe.com/api/disputes/object#dispute_object-balance_transactions
 */
export interface DisputeMovement {
  /** `txn_…` */
  readonly id: string;
  readonly direction: 'withdrawn' | 'reinstated';
  readonly amount: Money;
  /** What Stripe charged for it besides. */
  readonly fee?: Money;
  /** What of an earlier fee came back with it. */
  readonly feeReturned?: Money;
  readonly at: Date;
}

export interface ReportedDispute {
  readonly id: string;
  readonly amount: Money;
  /** Won is every end without a loss: an inquiry that was closed, too. */
  readonly status: 'open' | 'won' | 'lost';
  /** The bank only asks so far: https://docs.stripe.com/disputes/how-disputes-work#inquiries */
  readonly inquiry?: boolean;
  /** Open, and the bank has what it needs to decide. */
  readonly underReview?: boolean;
  /** Stripe's word for why: https://docs.stripe.com/disputes/categories */
  readonly reason?: string;
  readonly evidenceDueBy?: Date;
  readonly evidenceSubmitted?: boolean;
  readonly openedAt?: Date;
  readonly movements?: readonly DisputeMovement[];
}

/** The customer's bank questions a payment. Open: nothing moves here; lost: it counts as refunded and waived. */
export type Dispute = ReportedDispute;

/** Still waits for the business: evidence, or that it accepts the loss. */
export function needsResponse({ status, underReview }: Dispute): boolean {
  return status === 'open' && underReview !== true;
}

/** What is known and what is told, whatever order they are heard in: a later stage outranks an earlier one. */
export function mergeDispute(known: Dispute | undefined, reported: ReportedDispute): Dispute {
  const [later, earlier] = known && isAsLate(known, reported) ? [known, reported] : [reported, known];
  return {
    ...later,
    inquiry: later.inquiry ?? false,
    underReview: later.underReview ?? false,
    reason: later.reason ?? earlier?.reason,
    evidenceDueBy: later.evidenceDueBy ?? earlier?.evidenceDueBy,
    evidenceSubmitted: [later, earlier].some((each) => each?.evidenceSubmitted === true),
    openedAt: later.openedAt ?? earlier?.openedAt,
    movements: united(known?.movements ?? [], reported.movements ?? []),
  };
}

/** By stage, and within one by what Stripe can only put off or raise, so that the order of two reports never matters. */
function isAsLate(known: Dispute, reported: ReportedDispute): boolean {
  const [before, after] = [rankOf(known), rankOf(reported)];
  const differing = before.findIndex((each, index) => each !== after[index]);
  return differing === -1 || (before[differing] ?? 0) > (after[differing] ?? 0);
}

function rankOf(dispute: ReportedDispute): readonly number[] {
  return [stageOf(dispute), dispute.evidenceDueBy?.getTime() ?? 0, dispute.amount.amount];
}

/**
 * How far it has come. An inquiry that was closed may still become a dispute, with an amount and a deadline of its own;
 * lost is the last word. https://docs.stripe.com/disputes/how-disputes-work
 */
function stageOf({ status, inquiry, underReview }: ReportedDispute): number {
  const open = underReview === true ? 1 : 0;
  if (inquiry === true) return status === 'open' ? open : 2;
  return { open: 3 + open, won: 5, lost: 6 }[status];
}

/** Facts by their ids, oldest first. */
function united(
  known: readonly DisputeMovement[],
  reported: readonly DisputeMovement[],
): readonly DisputeMovement[] {
  const byId = new Map([...reported, ...known].map((movement) => [movement.id, movement]));
  // Within one second, what is given back was taken before.
  const rank = ({ direction }: DisputeMovement) => (direction === 'withdrawn' ? 0 : 1);
  return [...byId.values()].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || rank(a) - rank(b) || (a.id < b.id ? -1 : 1),
  );
}
