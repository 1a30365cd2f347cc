import type { EntityManager } from 'typeorm';
import type { CustomerRepository } from '../../../application/customer/customer.repository.port.js';
import type { Customer } from '../../../application/customer/customer.js';
import type { Contact } from '../../../domain/booking/booking.js';
import type { RefusedCard } from '../../../domain/customer/card.js';
import { CustomerNotFound } from '../../../domain/customer/wallet-errors.js';
import { cardFrom, cardsAsJson, primaryFirst, type CardRow } from './card-rows.js';

interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly stripe_customer: string | null;
  readonly refused_card: RefusedCard | null;
  readonly primary_card: string | null;
  readonly cards: readonly CardRow[];
}

const COLUMNS = `id, name, email, phone, stripe_customer, refused_card, primary_card, ${cardsAsJson('customers.id')} AS cards`;

export class PostgresCustomerRepository implements CustomerRepository {
  constructor(private readonly manager: EntityManager) {}

  async findOrAdd(id: string, { name, email, phone }: Contact): Promise<Customer> {
    const added = await this.manager.query<CustomerRow[]>(
      `INSERT INTO customers (id, name, email, phone) VALUES ($1, $2, $3, $4)
       ON CONFLICT (lower(email)) DO NOTHING RETURNING ${COLUMNS}`,
      [id, name, email, phone ?? null],
    );
    const customer = added[0] ? customerFrom(added[0]) : await this.one(`lower(email) = lower($1)`, email);
    if (!customer) throw new Error(`The customer ${email} that was just found is gone.`);
    return customer;
  }

  async get(id: string): Promise<Customer> {
    const customer = await this.one('id = $1', id);
    if (!customer) throw new CustomerNotFound(id);
    return customer;
  }

  findByStripeCustomer(stripeCustomer: string): Promise<Customer | undefined> {
    return this.one('stripe_customer = $1', stripeCustomer);
  }

  async setStripeCustomer(id: string, stripeCustomer: string): Promise<void> {
    await this.manager.query(
      `UPDATE customers SET stripe_customer = $2 WHERE id = $1 AND stripe_customer IS NULL`,
      [id, stripeCustomer],
    );
  }

  private async one(where: string, value: string): Promise<Customer | undefined> {
    const [row] = await this.manager.query<CustomerRow[]>(`SELECT ${COLUMNS} FROM customers WHERE ${where}`, [
      value,
    ]);
    return row && customerFrom(row);
  }
}

/** Many at once, by their ids; each as `get` gives it. */
export async function customersById(
  manager: EntityManager,
  ids: readonly string[],
): Promise<Map<string, Customer>> {
  const rows = await manager.query<CustomerRow[]>(`SELECT ${COLUMNS} FROM customers WHERE id = ANY ($1)`, [
    ids,
  ]);
  return new Map(rows.map((row) => [row.id, customerFrom(row)]));
}

function customerFrom(row: CustomerRow): Customer {
  const cards = primaryFirst(row.cards.map(cardFrom), row.primary_card);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone ?? undefined,
    stripeCustomer: row.stripe_customer ?? undefined,
    card: row.refused_card ?? cards[0],
    cards,
  };
}
