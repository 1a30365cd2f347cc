/**
 * The states of a payment and the moves between them, as data: the one place to check against DESIGN
 * ("States of a payment") and for a test to enumerate.
 */
export const PAYMENT_STATES = [
  'requested',
  'processing',
  'in_doubt',
  'requires_action',
  'authorized',
  'succeeded',
  'released',
  'expired',
  'declined',
  'failed',
  'canceled',
] as const;

export type PaymentState = (typeof PAYMENT_STATES)[number];

export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  requested: ['processing', 'in_doubt', 'succeeded', 'authorized', 'requires_action', 'declined', 'failed'],
  processing: ['in_doubt', 'succeeded', 'authorized', 'requires_action', 'declined', 'failed'],
  in_doubt: ['processing', 'succeeded', 'authorized', 'requires_action', 'declined', 'failed'],
  requires_action: ['succeeded', 'authorized', 'declined', 'canceled'],
  authorized: ['succeeded', 'released', 'expired'],
  succeeded: [],
  released: [],
  expired: [],
  // Stripe leaves a declined PaymentIntent open for another attempt, so one that was declined (or that we had
  // concluded never happened) may still succeed by somebody else's hand. Stripe's word then outranks ours:
  // money that moved is never lost. https://docs.stripe.com/payments/paymentintents/lifecycle
  declined: ['succeeded', 'authorized'],
  failed: ['succeeded', 'authorized'],
  canceled: [],
};

export function canMove(from: PaymentState, to: PaymentState): boolean {
  return PAYMENT_TRANSITIONS[from].includes(to);
}

/** Asked for, or waiting for an answer of Stripe's or of the customer's: counts as `in_flight`. */
export function isInFlight(state: PaymentState): boolean {
  return (
    state === 'requested' || state === 'processing' || state === 'in_doubt' || state === 'requires_action'
  );
}

/** No further move is expected. */
export function isSettled(state: PaymentState): boolean {
  return !isInFlight(state) && state !== 'authorized';
}
