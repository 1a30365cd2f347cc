import type { Contact } from '../../domain/booking/booking.js';
import type { ImportOrigin } from '../../domain/import/import-origin.js';
import type { Cause } from '../../domain/shared/actor.js';
import type { Customer } from './customer.js';

export interface ImportedCustomer {
  readonly customer: string;
  readonly origin: ImportOrigin;
  readonly phone?: string;
}

/** Whoever was merged with another is that other one, by whatever they are known. */
export interface CustomerRepository {
  /** The customer with this e-mail address (any case), made with `id` when there is none. */
  findOrAdd(id: string, contact: Contact): Promise<Customer>;
  /** The same for many at once: the ids, by the addresses that were asked for. */
  findOrAddAll(
    wanted: readonly { readonly id: string; readonly contact: Contact }[],
  ): Promise<ReadonlyMap<string, string>>;
  /** Takes note of those that an import made, and gives those that have none the `phone` that it has for them. */
  recordImported(imported: readonly ImportedCustomer[], cause: Cause): Promise<void>;
  get(id: string): Promise<Customer>;
  findByStripeCustomer(stripeCustomer: string): Promise<Customer | undefined>;
  /** First one wins: a customer keeps the Stripe customer they have, and hands it back; another is remembered as theirs too. */
  setStripeCustomer(id: string, stripeCustomer: string): Promise<string>;
  /** Throws EmailTaken. */
  correct(id: string, contact: Contact): Promise<void>;
}
