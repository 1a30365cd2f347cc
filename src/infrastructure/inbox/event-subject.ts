import type Stripe from 'stripe';
import { PAYMENT_METADATA } from '../stripe/payment-report.js';

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

/** Whatever else a customer's event tells, their cards are as they were. https://docs.stripe.com/api/events/object */
const SAYS_DEFAULT = ['invoice_settings', 'default_source'];

/**
 * The Stripe customer whose cards an event may tell news of; undefined for all other events.
 * https://docs.stripe.com/api/events/types
 */
export function cardHolderOf(event: Pick<Stripe.Event, 'type' | 'data'>): string | undefined {
  const object = event.data.object as { id?: unknown; customer?: unknown; mode?: unknown };
  const before = (event.data.previous_attributes ?? {}) as { customer?: unknown };
  switch (event.type) {
    case 'payment_method.attached':
    case 'payment_method.updated':
    case 'payment_method.automatically_updated':
    case 'setup_intent.succeeded':
      return idOf(object.customer);
    case 'payment_method.detached':
      // The customer it was taken off stands among what has changed.
      return idOf(before.customer) ?? idOf(object.customer);
    case 'checkout.session.completed':
      return object.mode === 'setup' ? idOf(object.customer) : undefined;
    case 'customer.updated':
      return SAYS_DEFAULT.some((name) => name in before) ? idOf(object.id) : undefined;
    case 'customer.deleted':
      return idOf(object.id);
    default:
      return undefined;
  }
}

/**
 * The page of Stripe's on which a customer paid, or didn't, where a payment of ours may be made on it.
 * https://docs.stripe.com/api/events/types#event_types-checkout.session.expired
 */
export function checkoutSessionOf(event: Pick<Stripe.Event, 'type' | 'data'>): string | undefined {
  if (event.type !== 'checkout.session.completed' && event.type !== 'checkout.session.expired')
    return undefined;
  const { id, mode, metadata } = event.data.object as {
    id?: unknown;
    mode?: unknown;
    metadata?: Readonly<Record<string, unknown>> | null;
  };
  const isOurs = mode === 'payment' && metadata?.[PAYMENT_METADATA] !== undefined;
  return isOurs && typeof id === 'string' ? id : undefined;
}

function idOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference;
  const { id } = (reference ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}
