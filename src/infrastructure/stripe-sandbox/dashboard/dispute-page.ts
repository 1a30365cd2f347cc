import type Stripe from 'stripe';
import { formatAmount } from './amounts.js';
import { cardOf } from './cards.js';
import { showCustomer } from './parties.js';
import type { StatusBadge } from './payment-status.js';
import { showTime } from './times.js';

/** What a customer may tell their bank; the last only makes the bank ask. */
export const DISPUTE_KINDS = [
  { value: 'fraudulent', label: 'Didn’t make this payment' },
  { value: 'product_not_received', label: 'Didn’t get what was paid for' },
  { value: 'inquiry', label: 'The bank only asks (inquiry)' },
] as const;

/** Everything that the page of one dispute shows. Throws Stripe's error when there is no such dispute. */
export async function disputePage(stripe: Stripe, id: string, problem?: string): Promise<object> {
  const dispute = await stripe.disputes.retrieve(id);
  const paymentId = idOf(dispute.payment_intent);
  const intent = paymentId
    ? await stripe.paymentIntents.retrieve(paymentId, {
        expand: ['customer', 'payment_method', 'latest_charge'],
      })
    : undefined;
  const isOpen = /needs_response|under_review/.test(dispute.status);
  const isInquiry = dispute.status.startsWith('warning_');
  const { due_by: due, submission_count: submissions } = dispute.evidence_details;
  return {
    title: `${formatAmount(dispute.amount, dispute.currency)} disputed`,
    section: 'payments',
    ...disputeLine(dispute),
    payment: intent && { id: intent.id, amount: formatAmount(intent.amount, intent.currency) },
    customer: intent && showCustomer(intent.customer),
    card: intent && cardOf(intent),
    due: due ? showTime(due) : undefined,
    evidence: dispute.evidence.uncategorized_text ?? undefined,
    submitted: submissions > 0,
    movements: dispute.balance_transactions.map(movementLine),
    problem,
    isInquiry,
    canAnswer: isOpen && dispute.status.endsWith('needs_response'),
    canDecide: isOpen,
  };
}

export function disputeLine(dispute: Stripe.Dispute): object {
  return {
    id: dispute.id,
    amount: formatAmount(dispute.amount, dispute.currency),
    state: disputeState(dispute.status),
    reason: dispute.reason.replaceAll('_', ' '),
    created: showTime(dispute.created),
  };
}

/** https://docs.stripe.com/api/disputes/object#dispute_object-status */
function disputeState(status: string): StatusBadge {
  switch (status) {
    case 'won':
      return { label: 'Won', tone: 'good', icon: 'tick' };
    case 'lost':
      return { label: 'Lost', tone: 'bad', icon: 'cross' };
    case 'warning_closed':
      return { label: 'Inquiry closed', tone: 'mute', icon: 'tick' };
    case 'under_review':
    case 'warning_under_review':
      return { label: 'Under review', tone: 'wait', icon: 'clock' };
    case 'warning_needs_response':
      return { label: 'Inquiry: needs response', tone: 'wait', icon: 'warn' };
    default:
      return { label: 'Needs response', tone: 'bad', icon: 'warn' };
  }
}

function movementLine({ id, amount, fee, currency, created }: Stripe.BalanceTransaction): object {
  return {
    id,
    what: amount < 0 ? 'Taken from the balance' : 'Given back to the balance',
    amount: formatAmount(Math.abs(amount), currency),
    fee: fee === 0 ? undefined : formatAmount(fee, currency),
    created: showTime(created),
  };
}

function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof reference === 'object' ? reference?.id : reference;
}
