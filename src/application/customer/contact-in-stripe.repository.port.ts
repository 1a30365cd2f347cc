import type { ContactInStripe } from '../../domain/customer/contact-in-stripe.js';

/** Each load locks its row until the transaction ends. Whoever locks the customer too, does so before. */
export interface ContactInStripeRepository {
  /** Of a customer of Stripe's that is known here; made where there is none yet. */
  lock(stripeCustomer: string): Promise<ContactInStripe>;
  save(contact: ContactInStripe): Promise<void>;
}
