import type Stripe from 'stripe';

export interface ShownCustomer {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

type Party = string | Stripe.Customer | Stripe.DeletedCustomer | null;

export function showCustomer(customer: Party): ShownCustomer | undefined {
  if (customer === null) return undefined;
  if (typeof customer === 'string') return { id: customer, name: customer };
  if (customer.deleted) return { id: customer.id, name: 'Deleted customer' };
  const { id, name, email } = customer;
  return { id, name: name ?? email ?? id, email: email ?? undefined };
}
