import { bookToBalance } from './balance-transactions.js';
import { newId } from './state/ids.js';
import type { Charge, Dispute } from './state/objects.js';
import type { Work } from './state/work.js';

const DAY = 86_400;

/** Of each dispute, whoever wins. https://docs.stripe.com/disputes/how-disputes-work#dispute-fees */
const DISPUTE_FEE = 1500;

export const DISPUTE_KINDS = ['fraudulent', 'product_not_received', 'inquiry'] as const;
export type DisputeKind = (typeof DISPUTE_KINDS)[number];

/** An inquiry moves no money; every other dispute takes it until it is won. https://docs.stripe.com/disputes/how-disputes-work */
export function openDispute(
  work: Work,
  charge: Charge,
  kind: DisputeKind,
  amount = charge.amount_captured,
): Dispute {
  const inquiry = kind === 'inquiry';
  const id = newId('du');
  const withdrawn = inquiry
    ? undefined
    : moveDisputedMoney(work, { id, charge: charge.id, amount, currency: charge.currency }, 'out');
  const dispute: Dispute = {
    id,
    object: 'dispute',
    amount,
    balance_transactions: withdrawn ? [withdrawn] : [],
    charge: charge.id,
    created: work.now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: emptyEvidence(),
    evidence_details: {
      due_by: work.now + 9 * DAY,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: charge.payment_method_details?.card?.brand ?? 'visa',
        case_type: inquiry ? 'inquiry' : 'chargeback',
        network: charge.payment_method_details?.card?.network ?? 'visa',
        network_reason_code: kind === 'product_not_received' ? '13.1' : '10.4',
      },
      type: 'card',
    },
    reason:
      kind === 'product_not_received'
        ? 'product_not_received'
        : kind === 'inquiry'
          ? 'general'
          : 'fraudulent',
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  };
  charge.disputed = true;
  work.put(charge);
  work.put(dispute);
  work.emit('charge.dispute.created', dispute);
  if (withdrawn) work.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank isn't content with what it heard: the inquiry becomes a dispute, with a deadline of its own. */
export function escalateInquiry(work: Work, dispute: Dispute): Dispute {
  const withdrawn = moveDisputedMoney(work, dispute, 'out');
  dispute.status = 'needs_response';
  dispute.balance_transactions = [withdrawn];
  dispute.is_charge_refundable = false;
  dispute.evidence_details = {
    ...dispute.evidence_details,
    due_by: work.now + 9 * DAY,
    submission_count: 0,
    has_evidence: false,
  };
  work.put(dispute);
  work.emit('charge.dispute.updated', dispute);
  work.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

export function moveDisputedMoney(
  work: Work,
  dispute: { id: string; charge: string; amount: number; currency: string },
  direction: 'in' | 'out',
) {
  return bookToBalance(work, direction === 'out' ? 'withdrawal' : 'reinstatement', {
    amount: direction === 'out' ? -dispute.amount : dispute.amount,
    fee: direction === 'out' ? DISPUTE_FEE : 0,
    currency: dispute.currency,
    source: dispute.id,
    description: `${direction === 'out' ? 'Chargeback withdrawal' : 'Chargeback reversal'} for ${dispute.charge}`,
  });
}

function emptyEvidence(): Dispute['evidence'] {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
