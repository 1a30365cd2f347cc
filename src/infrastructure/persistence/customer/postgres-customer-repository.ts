import { QueryFailedError, type EntityManager } from 'typeorm';
import type {
  CustomerRepository,
  ImportedCustomer,
} from '../../../application/customer/customer.repository.port.js';
import type { Cause } from '../../../domain/shared/actor.js';
import type { Customer } from '../../../application/customer/customer.js';
import type { Contact } from '../../../domain/booking/booking.js';
import type { RefusedCard } from '../../../domain/customer/card.js';
import { EmailTaken } from '../../../domain/customer/contact-correction.js';
import { CustomerNotFound } from '../../../domain/customer/wallet-errors.js';
import { findOrAddCustomers, recordImportedCustomers, type NewCustomer } from './imported-customers.js';
import { cardFrom, cardsAsJson, primaryFirst, type CardRow } from './card-rows.js';

interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly stripe_customer: string | null;
  readonly stripe_customers: readonly string[];
  readonly refused_card: RefusedCard | null;
  readonly primary_card: string | null;
  readonly cards: readonly CardRow[];
}

const COLUMNS = `c.id, c.name, c.email, c.phone, c.stripe_customer, c.refused_card, c.primary_card,
  ARRAY(SELECT s.id FROM stripe_customers s WHERE s.customer_id = c.id ORDER BY s.known_since, s.id) AS stripe_customers,
  ${cardsAsJson('c.id')} AS cards`;

export class PostgresCustomerRepository implements CustomerRepository {
  constructor(private readonly manager: EntityManager) {}

  async findOrAdd(id: string, { name, email, phone }: Contact): Promise<Customer> {
    const [added] = await this.manager.query<{ id: string }[]>(
      `INSERT INTO customers (id, name, email, phone) VALUES ($1, $2, $3, $4)
       ON CONFLICT (lower(email)) DO NOTHING RETURNING id`,
      [id, name, email, phone ?? null],
    );
    const known = added?.id ?? (await this.leadsTo(`lower(email) = lower($1)`, email));
    if (known === undefined) throw new Error(`The customer ${email} that was just found is gone.`);
    return this.get(known);
  }

  findOrAddAll(wanted: readonly NewCustomer[]): Promise<ReadonlyMap<string, string>> {
    return findOrAddCustomers(this.manager, wanted);
  }

  recordImported(imported: readonly ImportedCustomer[], cause: Cause): Promise<void> {
    return recordImportedCustomers(this.manager, imported, cause);
  }

  async get(id: string): Promise<Customer> {
    const [row] = await this.manager.query<CustomerRow[]>(
      `SELECT ${COLUMNS} FROM customers asked JOIN customers c ON c.id = coalesce(asked.merged_into, asked.id)
        WHERE asked.id = $1`,
      [id],
    );
    if (!row) throw new CustomerNotFound(id);
    return customerFrom(row);
  }

  async findByStripeCustomer(stripeCustomer: string): Promise<Customer | undefined> {
    const found = await this.leadsTo(
      'id = (SELECT customer_id FROM stripe_customers WHERE id = $1)',
      stripeCustomer,
    );
    return found === undefined ? undefined : this.get(found);
  }

  async setStripeCustomer(id: string, stripeCustomer: string): Promise<string> {
    const [[row]] = await this.manager.query<[{ id: string; main: string }[], number]>(
      `UPDATE customers SET stripe_customer = coalesce(stripe_customer, $2)
        WHERE id = (SELECT coalesce(merged_into, id) FROM customers WHERE id = $1) RETURNING id, stripe_customer AS main`,
      [id, stripeCustomer],
    );
    if (!row) throw new CustomerNotFound(id);
    await this.manager.query(
      `INSERT INTO stripe_customers (id, customer_id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
      [stripeCustomer, row.id],
    );
    return row.main;
  }

  /** An address by which a merged record leads here stays one: the two change places. */
  async correct(id: string, { name, email, phone }: Contact): Promise<void> {
    const [holder] = await this.manager.query<{ id: string; merged_into: string | null; email: string }[]>(
      `SELECT id, merged_into, email FROM customers WHERE lower(email) = lower($1) AND id <> $2`,
      [email, id],
    );
    if (holder && holder.merged_into !== id) throw new EmailTaken(email, holder.merged_into ?? holder.id);
    const aside = (of: string, to: string) =>
      this.manager.query(`UPDATE customers SET email = $2 WHERE id = $1`, [of, to]);
    try {
      const [own] = await this.manager.query<{ email: string }[]>(
        `SELECT email FROM customers WHERE id = $1`,
        [id],
      );
      if (holder) await aside(holder.id, `${holder.id}@changes.places`);
      await this.manager.query(`UPDATE customers SET name = $2, email = $3, phone = $4 WHERE id = $1`, [
        id,
        name,
        email,
        phone ?? null,
      ]);
      if (holder && own) await aside(holder.id, own.email);
    } catch (error) {
      throw isTaken(error) ? new EmailTaken(email) : error;
    }
  }

  /**
   * Whom a record leads to. It is locked against a merge until the transaction ends: what is stored for this customer
   * meanwhile would stay with a record that is none any more.
   */
  private async leadsTo(where: string, value: string): Promise<string | undefined> {
    const [row] = await this.manager.query<{ id: string; merged_into: string | null }[]>(
      `SELECT id, merged_into FROM customers WHERE ${where} FOR KEY SHARE`,
      [value],
    );
    if (!row) return undefined;
    return row.merged_into === null ? row.id : this.leadsTo('id = $1', row.merged_into);
  }
}

/** Many at once, by their ids; each as `get` gives it. */
export async function customersById(
  manager: EntityManager,
  ids: readonly string[],
): Promise<Map<string, Customer>> {
  const rows = await manager.query<CustomerRow[]>(
    `SELECT ${COLUMNS} FROM customers c WHERE c.id = ANY ($1)`,
    [ids],
  );
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
    stripeCustomers: row.stripe_customers,
    card: row.refused_card ?? cards[0],
    cards,
  };
}

function isTaken(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code, constraint } = error.driverError as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'customers_email';
}
