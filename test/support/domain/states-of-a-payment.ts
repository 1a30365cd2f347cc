import type { PaymentData } from '../../../src/domain/payment/payment.js';
import type { PaymentState } from '../../../src/domain/payment/payment-transitions.js';
import { VISA } from './an-intent.js';
import { ANA, NOW } from './causes.js';
import { usd } from './money.js';

/**
 * "States of a payment", written down a second time from the description of the product and not from the code:
 * `from → to` for each move that is allowed.
 */
export const ALLOWED_MOVES: ReadonlySet<string> = new Set([
  'requested → processing',
  'requested → succeeded',
  'requested → authorized',
  'requested → requires_action',
  'requested → declined',
  'requested → failed',
  'requested → in_doubt',
  'processing → succeeded',
  'processing → authorized',
  'processing → requires_action',
  'processing → declined',
  'processing → failed',
  'processing → in_doubt',
  // In doubt until Stripe's answer is known, whatever it is.
  'in_doubt → processing',
  'in_doubt → succeeded',
  'in_doubt → authorized',
  'in_doubt → requires_action',
  'in_doubt → declined',
  'in_doubt → failed',
  'requires_action → succeeded',
  'requires_action → authorized',
  'requires_action → declined',
  'requires_action → canceled',
  'authorized → succeeded',
  'authorized → released',
  'authorized → expired',
]);

/** The one widening: money that Stripe says moved outranks our conclusion that it didn't. */
export const OUTRANKED_BY_STRIPE: ReadonlySet<string> = new Set([
  'declined → succeeded',
  'declined → authorized',
  'failed → succeeded',
  'failed → authorized',
]);

export const STATES: readonly PaymentState[] = [
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
];

/** A stored payment that is in `state`. */
export function aPaymentIn(state: PaymentState, kind: 'charge' | 'hold' = 'hold'): PaymentData {
  const amount = usd(1000);
  return {
    id: 'p1',
    kind,
    state,
    amount,
    captured: state === 'succeeded' ? amount : usd(0),
    refunds: [],
    disputes: [],
    paymentMethod: VISA.id,
    card: VISA,
    paymentIntent: state === 'requested' || state === 'in_doubt' ? undefined : 'pi_1',
    requestedAt: NOW,
    requestedBy: ANA,
  };
}
