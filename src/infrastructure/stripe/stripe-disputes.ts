import type Stripe from 'stripe';
import type { DisputeMovement, ReportedDispute } from '../../domain/payment/dispute.js';
import { fromStripeAmount } from './stripe-amounts.js';

/** https://docs.stripe.com/api/disputes/object; an inquiry (`warning_…`) moves no money. */
export function toDispute(dispute: Stripe.Dispute): ReportedDispute {
  const { due_by: due, submission_count: submissions } = dispute.evidence_details;
  return {
    id: dispute.id,
    amount: fromStripeAmount(dispute.amount, dispute.currency),
    status: statusOf(dispute.status),
    inquiry: dispute.status.startsWith('warning_'),
    underReview: dispute.status.endsWith('under_review'),
    reason: dispute.reason,
    evidenceDueBy: due ? new Date(due * 1000) : undefined,
    evidenceSubmitted: submissions > 0,
    openedAt: new Date(dispute.created * 1000),
    movements: dispute.balance_transactions.flatMap(toMovement),
  };
}

/** A status newer than this code is none that ends it. */
function statusOf(status: string): ReportedDispute['status'] {
  if (status === 'lost') return 'lost';
  return status === 'won' || status === 'warning_closed' || status === 'prevented' ? 'won' : 'open';
}

/** A fee may be charged by itself. https://docs.stripe.com/disputes/how-disputes-work#dispute-fees */
function toMovement({ id, amount, fee, currency, created }: Stripe.BalanceTransaction): DisputeMovement[] {
  if (amount === 0 && fee === 0) return [];
  const money = (minor: number) => fromStripeAmount(Math.abs(minor), currency);
  return [
    {
      id,
      direction: amount < 0 || (amount === 0 && fee > 0) ? 'withdrawn' : 'reinstated',
      amount: money(amount),
      fee: fee > 0 ? money(fee) : undefined,
      feeReturned: fee < 0 ? money(fee) : undefined,
      at: new Date(created * 1000),
    },
  ];
}
