import type Stripe from 'stripe';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import type { TestPurser } from './purser.js';

/** A payment that somebody makes in Stripe for the customer of a booking, with their card; 40.00 unless said otherwise. */
export function paidInStripe(
  { running }: TestPurser,
  { customer, currency }: Pick<BookingJson, 'customer' | 'currency'>,
  wanted: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  return running.stripe.paymentIntents.create({
    amount: 4000,
    currency: currency.toLowerCase(),
    customer: customer.stripe_customer ?? undefined,
    payment_method: customer.card?.id,
    allowed_payment_method_types: ['card'],
    confirm: true,
    off_session: true,
    ...wanted,
  });
}
