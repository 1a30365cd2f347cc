import { Money } from '../shared/money.js';
import { mergeDispute, type Dispute } from './dispute.js';
import { isAnswerTo, type PaymentOperation, type RefundOperation } from './payment-operation.js';
import type { PaymentReport } from './payment-report.js';
import { claimedBy, counts, mergeRefund, type Refund } from './refund.js';

/** Stripe's clock and ours may be this far apart. */
const CLOCKS_DIFFER_MS = 5 * 60 * 1000;

/** What was taken, and what came of it since: facts keyed by Stripe's own ids, and a request for one. */
export interface PaymentFacts {
  readonly captured: Money;
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly operation?: PaymentOperation;
}

type Found = Pick<PaymentFacts, 'refunds' | 'disputes' | 'operation'>;

/** Given back or lost in a dispute; never more than was taken. */
export function refundedOf(facts: PaymentFacts): Money {
  const refunds = sumOf(facts, facts.refunds.filter(counts));
  return refunds.plus(lostInDisputes(facts)).atMost(facts.captured);
}

/**
 * The part of `refundedOf` that the customer no longer owes, as decided. What of it turns out to have given back an
 * overpayment is for the booking to tell.
 */
export function waivedOf(facts: PaymentFacts): Money {
  const waiving = facts.refunds.filter((refund) => counts(refund) && !refund.stillOwed);
  const refunds = sumOf(
    facts,
    waiving.map(({ amount, ofOverpaid }) => ({ amount: ofOverpaid ? amount.minus(ofOverpaid) : amount })),
  );
  return refunds.plus(lostInDisputes(facts)).atMost(refundedOf(facts));
}

export function disputedOf(facts: PaymentFacts): Money {
  return sumOf(
    facts,
    facts.disputes.filter(({ status }) => status === 'open'),
  );
}

/** The facts with those that are reported; a refund that answers the request for it ends that request. */
export function withReported(
  facts: PaymentFacts,
  reported: Pick<PaymentReport, 'refunds' | 'disputes'>,
): Found {
  const refunds = new Map(facts.refunds.map((refund) => [refund.id, refund]));
  let { operation } = facts;
  for (const refund of reported.refunds) {
    const asked = operation && isAnswerTo(operation, refund) ? operation : undefined;
    if (asked) operation = undefined;
    refunds.set(refund.id, mergeRefund(refunds.get(refund.id), refund, asked));
  }
  const disputes = new Map(facts.disputes.map((dispute) => [dispute.id, dispute]));
  for (const dispute of reported.disputes)
    disputes.set(dispute.id, mergeDispute(disputes.get(dispute.id), dispute));
  return { operation, refunds: [...refunds.values()], disputes: [...disputes.values()] };
}

/**
 * Nothing in Stripe carries the id of the refund that was asked for. One of the same amount that nobody else asked for
 * here is taken for it: its metadata can be edited there, and giving the money back twice is worse than once too few.
 */
export function withRefundClaimed(facts: PaymentFacts, asked: RefundOperation): Found | undefined {
  const found = facts.refunds.find(
    ({ operation, amount, createdAt }) =>
      operation === undefined &&
      amount.equals(asked.amount) &&
      createdAt.getTime() >= asked.requestedAt.getTime() - CLOCKS_DIFFER_MS,
  );
  if (!found) return undefined;
  const refunds = facts.refunds.map((refund) => (refund === found ? claimedBy(asked, refund) : refund));
  return { operation: undefined, refunds, disputes: facts.disputes };
}

function lostInDisputes(facts: PaymentFacts): Money {
  return sumOf(
    facts,
    facts.disputes.filter(({ status }) => status === 'lost'),
  );
}

function sumOf({ captured }: PaymentFacts, facts: readonly { readonly amount: Money }[]): Money {
  return Money.sum(
    facts.map(({ amount }) => amount),
    captured.currency,
  );
}
