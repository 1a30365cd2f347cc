import type { Contact } from '../../domain/booking/booking.js';
import type { Customer } from './customer.js';

export interface CustomerRepository {
  /** The customer with this e-mail address (any case), made with `id` when there is none. */
  findOrAdd(id: string, contact: Contact): Promise<Customer>;
  get(id: string): Promise<Customer>;
  findByStripeCustomer(stripeCustomer: string): Promise<Customer | undefined>;
  /** First one wins: a customer keeps the Stripe customer they have. */
  setStripeCustomer(id: string, stripeCustomer: string): Promise<void>;
}
