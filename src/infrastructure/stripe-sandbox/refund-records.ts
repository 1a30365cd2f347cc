import { bookToBalance } from './balance-transactions.js';
import { newId } from './state/ids.js';
import type { Charge, Refund } from './state/objects.js';
import type { Work } from './state/work.js';

export interface RefundFacts {
  readonly amount: number;
  readonly reason?: Refund['reason'];
  readonly metadata?: Record<string, string>;
}

export function newRefund(work: Work, charge: Charge, { amount, reason, metadata }: RefundFacts): Refund {
  return {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: work.now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/**
 * The part of a hold that isn't captured goes back: Stripe counts it as refunded on the charge and lists a Refund of
 * it, which moves no balance. https://docs.stripe.com/api/payment_intents/capture ("Any additional amount is
 * automatically refunded"), https://docs.stripe.com/refunds#cancel-payment
 */
export function releaseUncaptured(work: Work, charge: Charge): Refund | undefined {
  const amount = charge.amount - charge.amount_captured - charge.amount_refunded;
  if (amount <= 0) return undefined;
  const refund = newRefund(work, charge, { amount });
  refund.destination_details = { card: { type: 'reversal' }, type: 'card' };
  refund._sandbox = { released: true };
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  return work.put(refund);
}

export function payBack(work: Work, charge: Charge, refund: Refund): void {
  refund.balance_transaction = bookToBalance(work, 'refund', {
    amount: -refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: `REFUND FOR CHARGE${charge.description ? ` (${charge.description})` : ''}`,
  }).id;
  charge.amount_refunded += refund.amount;
  charge.refunded = charge.amount_refunded === charge.amount;
}

/** The money comes back to us. https://docs.stripe.com/refunds#failed-refunds */
export function failRefund(work: Work, charge: Charge, refund: Refund): void {
  refund.status = 'failed';
  refund.failure_reason = 'expired_or_canceled_card';
  refund.failure_balance_transaction = bookToBalance(work, 'refund_failure', {
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: `REFUND FAILURE${charge.description ? ` (${charge.description})` : ''}`,
  }).id;
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
}
