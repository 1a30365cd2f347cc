/**
 * The events that Purser listens to: all that tell of a payment, a refund, a dispute, a customer's cards or a hosted
 * page. https://docs.stripe.com/api/events/types
 */
export const NEEDED_EVENTS = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'charge.captured',
  'charge.expired',
  'charge.failed',
  'charge.pending',
  'charge.refunded',
  'charge.succeeded',
  'charge.updated',
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.funds_reinstated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.refund.updated',
  'refund.created',
  'refund.failed',
  'refund.updated',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'setup_intent.succeeded',
  'customer.deleted',
  'customer.updated',
  'payment_method.attached',
  'payment_method.automatically_updated',
  'payment_method.detached',
  'payment_method.updated',
] as const;

/** Those that an endpoint doesn't get. */
export function missingEvents(subscribed: readonly string[]): readonly string[] {
  return subscribed.includes('*') ? [] : NEEDED_EVENTS.filter((type) => !subscribed.includes(type));
}
