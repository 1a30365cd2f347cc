import type { Contact } from '../../domain/booking/booking.js';
import type { Transaction } from '../shared/unit-of-work.port.js';
import type { Customer } from './customer.js';

type Around = Pick<Transaction, 'customers' | 'contactsInStripe' | 'jobs'>;

/**
 * Decides that Stripe is to be told who a customer is, for each of the customers that they are there. What is told is what
 * holds when it is, so a decision that was made before can't undo a later one.
 */
export async function tellStripeOf(customer: Customer, { contactsInStripe, jobs }: Around): Promise<void> {
  // In one order, so that two who decide it wait for each other instead of both for ever.
  for (const stripeCustomer of customer.stripeCustomers.toSorted()) {
    const contact = await contactsInStripe.lock(stripeCustomer);
    contact.want();
    await contactsInStripe.save(contact);
    await jobs.add('tell-stripe', { stripeCustomer });
  }
}

/**
 * Remembers a customer whom Stripe was just told of as `asTold`. Whatever was put right meanwhile, Stripe doesn't know.
 * Returns the one that new cards and pages are for.
 */
export async function rememberInStripe(
  asTold: Customer,
  stripeCustomer: string,
  transaction: Around,
): Promise<string> {
  const main = await transaction.customers.setStripeCustomer(asTold.id, stripeCustomer);
  const customer = await transaction.customers.get(asTold.id);
  if (!isSame(asTold, customer)) await tellStripeOf(customer, transaction);
  return main;
}

function isSame(one: Contact, other: Contact): boolean {
  return one.name === other.name && one.email === other.email && one.phone === other.phone;
}
