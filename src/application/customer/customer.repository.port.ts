import type { Contact } from '../../domain/booking/booking.js';
import type { Customer } from './customer.js';

/** Whoever was merged with another is that other one, by whatever they are known. */
export interface CustomerRepository {
  /** The customer with this e-mail address (any case), made with `id` when there is none. */
  findOrAdd(id: string, contact: Contact): Promise<Customer>;
  get(id: string): Promise<Customer>;
  findByStripeCustomer(stripeCustomer: string): Promise<Customer | undefined>;
  /** First one wins: a customer keeps the Stripe customer they have, and hands it back; another is remembered as theirs too. */
  setStripeCustomer(id: string, stripeCustomer: string): Promise<string>;
  /** Throws EmailTaken. */
  correct(id: string, contact: Contact): Promise<void>;
}
