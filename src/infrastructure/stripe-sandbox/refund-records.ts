import { bookToBalance, feeOf } from './balance-transactions.js';
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
 * The part of a hold that isn't captured was never taken: nothing is listed for it. An account of an older API version
 * counts it as refunded on the charge and lists a Refund of it, which moves the balance only if another part was captured.
 * https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
 */
export function releaseUncaptured(work: Work, charge: Charge): void {
  const amount = charge.amount - charge.amount_captured;
  if (amount <= 0 || !work.settings.releases_as_refunds) return;
  const refund = newRefund(work, charge, { amount });
  refund.destination_details = { card: { type: 'reversal' }, type: 'card' };
  refund._sandbox = { released: true };
  if (charge.captured)
    refund.balance_transaction = bookToBalance(work, 'capture_reversal', {
      amount: -amount,
      currency: charge.currency,
      source: refund.id,
      description: charge.description,
      fee: feeOf(charge.amount_captured) - feeOf(charge.amount),
    }).id;
  charge._sandbox = { released: amount };
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  work.put(refund);
  work.emit('refund.created', refund);
}

/** What of a charge was taken and not given back yet. */
export function refundableOf(charge: Charge): number {
  return charge.amount_captured + (charge._sandbox?.released ?? 0) - charge.amount_refunded;
}

export function payBack(work: Work, charge: Charge, refund: Refund): void {
  refund.balance_transaction = bookToBalance(work, 'refund', {
    amount: -refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: `REFUND FOR CHARGE${charge.description ? ` (${charge.description})` : ''}`,
  }).id;
  charge.amount_refunded += refund.amount;
  charge.refunded = refundableOf(charge) === 0;
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
