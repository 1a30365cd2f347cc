import type { EntityManager } from 'typeorm';
import type { CustomerRepository } from '../../../application/customer/customer.repository.port.js';
import type { Customer, CustomerCard } from '../../../application/customer/customer.js';
import type { Contact } from '../../../domain/booking/booking.js';

interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly stripe_customer: string | null;
  readonly card: CustomerCard | null;
}

const COLUMNS = 'id, name, email, phone, stripe_customer, card';

export class PostgresCustomerRepository implements CustomerRepository {
  constructor(private readonly manager: EntityManager) {}

  async findOrAdd(id: string, { name, email, phone }: Contact): Promise<Customer> {
    const added = await this.manager.query<CustomerRow[]>(
      `INSERT INTO customers (id, name, email, phone) VALUES ($1, $2, $3, $4)
       ON CONFLICT (lower(email)) DO NOTHING RETURNING ${COLUMNS}`,
      [id, name, email, phone ?? null],
    );
    if (added[0]) return customerFrom(added[0]);
    return this.one(`lower(email) = lower($1)`, email);
  }

  get(id: string): Promise<Customer> {
    return this.one('id = $1', id);
  }

  async findByStripeCustomer(stripeCustomer: string): Promise<Customer | undefined> {
    const [row] = await this.manager.query<CustomerRow[]>(
      `SELECT ${COLUMNS} FROM customers WHERE stripe_customer = $1`,
      [stripeCustomer],
    );
    return row && customerFrom(row);
  }

  async setStripeCustomer(id: string, stripeCustomer: string): Promise<void> {
    await this.manager.query(
      `UPDATE customers SET stripe_customer = $2 WHERE id = $1 AND stripe_customer IS NULL`,
      [id, stripeCustomer],
    );
  }

  async setCard(id: string, card: CustomerCard): Promise<void> {
    await this.manager.query(`UPDATE customers SET card = $2 WHERE id = $1`, [id, JSON.stringify(card)]);
  }

  private async one(where: string, value: string): Promise<Customer> {
    const rows = await this.manager.query<CustomerRow[]>(`SELECT ${COLUMNS} FROM customers WHERE ${where}`, [
      value,
    ]);
    if (!rows[0]) throw new Error(`There is no customer with ${where.replace('$1', value)}.`);
    return customerFrom(rows[0]);
  }
}

function customerFrom(row: CustomerRow): Customer {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone ?? undefined,
    stripeCustomer: row.stripe_customer ?? undefined,
    card: row.card ?? undefined,
  };
}
