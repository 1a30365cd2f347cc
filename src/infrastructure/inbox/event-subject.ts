import type Stripe from 'stripe';

/**
 * The PaymentIntent an event is about, when it is of a kind that moves a booking; undefined otherwise.
 * https://docs.stripe.com/api/events/types
 */
export function paymentIntentOf(event: Stripe.Event): string | undefined {
  const object = event.data.object as {
    object?: string;
    id?: string;
    payment_intent?: string | { id: string } | null;
  };
  switch (object.object) {
    case 'payment_intent':
      return object.id;
    case 'charge':
    case 'refund':
    case 'dispute':
      return typeof object.payment_intent === 'object' ? object.payment_intent?.id : object.payment_intent;
    default:
      return undefined;
  }
}
