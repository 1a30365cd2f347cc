import type Stripe from 'stripe';
import type { EventContent } from '../../domain/payment/event-content.js';
import { gaveMoneyBack, toPaymentReport, toRefund } from './payment-report.js';
import { toDispute } from './stripe-disputes.js';
import { fromStripeAmount } from './stripe-amounts.js';
import { STRIPE_API_VERSION } from './stripe-client.js';

/**
 * What an event says by itself. Its object has the shape of the event's own API version, so another version than ours
 * says too little. https://docs.stripe.com/webhooks/versioning
 */
export function contentOf(event: Stripe.Event): EventContent {
  if (event.api_version !== STRIPE_API_VERSION) return { says: 'too_little' };
  try {
    const content = read(event.data.object);
    // https://docs.stripe.com/api/events/types#event_types-payment_intent.succeeded: that is the moment.
    if (content.says !== 'intent' || event.type !== 'payment_intent.succeeded') return content;
    return { ...content, report: { ...content.report, takenAt: new Date(event.created * 1000) } };
  } catch {
    return { says: 'too_little' }; // It isn't what its version promises.
  }
}

function read(object: { object?: string }): EventContent {
  switch (object.object) {
    case 'payment_intent':
      return intentContent(object as Stripe.PaymentIntent);
    case 'charge':
      return chargeContent(object as Stripe.Charge);
    case 'refund':
      return {
        says: 'facts',
        refunds: [object as Stripe.Refund].filter(gaveMoneyBack).map(toRefund),
        disputes: [],
      };
    case 'dispute':
      return { says: 'facts', refunds: [], disputes: [toDispute(object as Stripe.Dispute)] };
    default:
      return { says: 'too_little' };
  }
}

function intentContent(intent: Stripe.PaymentIntent): EventContent {
  const { payment_method: method } = intent;
  return {
    says: 'intent',
    report: toPaymentReport(intent),
    paymentMethod: typeof method === 'string' ? method : method?.id,
  };
}

function chargeContent(charge: Stripe.Charge): EventContent {
  const { amount, amount_captured, amount_refunded, currency, disputed } = charge;
  return {
    says: 'charge',
    amount: fromStripeAmount(amount, currency),
    captured: fromStripeAmount(amount_captured, currency),
    moved: amount_refunded !== 0 || disputed,
  };
}
