import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListCustomers,
  type CustomerCriteria,
  type CustomerPage,
  type CustomerSort,
  type ListedCustomer,
  type OwedInCurrency,
} from '../../../application/customer/list-customers.query.js';
import { summaryOf } from '../../../domain/customer/card.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { cardFrom, type CardRow } from './card-rows.js';
import { owedAsJson } from './owed-rows.js';

const DEFAULT_LIMIT = 50;
const DEFAULT_SORT: CustomerSort = '-created_at';

interface CustomerListRow {
  readonly id: string;
  readonly name: string;
  readonly name_key: string;
  readonly email: string;
  readonly phone: string | null;
  readonly created_at: Date;
  readonly card: CardRow | null;
  readonly owed: readonly OwedInCurrency[];
  readonly last_booking_at: Date | null;
}

@QueryHandler(ListCustomers)
export class ListCustomersHandler implements IQueryHandler<ListCustomers> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListCustomers): Promise<CustomerPage> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const sort = criteria.sort ?? DEFAULT_SORT;
    const { sql, parameters } = statement(criteria, sort, limit + 1);
    const found = await this.dataSource.query<CustomerListRow[]>(sql, parameters);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(listedFrom),
      nextCursor: last && found.length > limit ? cursorAt(last, sort) : undefined,
    };
  }
}

/** The page is found first, and only what is on it is looked at more closely. */
function statement(criteria: CustomerCriteria, sort: CustomerSort, limit: number) {
  const { q, owing, withoutCard, cursor } = criteria;
  const parameters: unknown[] = [];
  const parameter = (value: unknown) => `$${parameters.push(value)}`;
  const where = ['c.merged_into IS NULL'];
  if (q !== undefined && q.trim() !== '')
    where.push(`c.search LIKE ${parameter(`%${escapeLike(searched(q))}%`)}`);
  if (owing) where.push(`c.id IN (SELECT customer_id FROM customer_balances WHERE outstanding > 0)`);
  if (withoutCard) where.push('c.primary_card IS NULL');
  if (cursor !== undefined) {
    const [value = '', id] = cursorParts(cursor, [sort === 'name' ? isEncoded : isInstant, isUuid]);
    where.push(
      sort === 'name'
        ? `(c.name_key, c.id) > (${parameter(decodeURIComponent(value))}, ${parameter(id)})`
        : `(c.created_at, c.id) < (${parameter(value)}, ${parameter(id)})`,
    );
  }
  const order = sort === 'name' ? 'c.name_key, c.id' : 'c.created_at DESC, c.id DESC';
  const sql = `
    SELECT c.id, c.name, c.name_key, c.email, c.phone, c.created_at,
           (SELECT to_jsonb(k) FROM cards k WHERE k.customer_id = c.id AND k.id = c.primary_card) AS card,
           ${owedAsJson('c.id')} AS owed,
           (SELECT max(b.registered_at) FROM bookings b WHERE b.customer_id = c.id) AS last_booking_at
      FROM (SELECT c.id, c.name, c.name_key, c.email, c.phone, c.created_at, c.primary_card FROM customers c
             WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ${parameter(limit)}) c
     ORDER BY ${order}`;
  return { sql, parameters };
}

/** A phone number is found however it is spaced. */
function searched(q: string): string {
  const text = q.trim().toLowerCase();
  const digits = text.replaceAll(/[\s\-()./]/g, '');
  return /^\+?\d{4,}$/.test(digits) ? digits : text;
}

function isEncoded(part: string): boolean {
  try {
    return encodeURIComponent(decodeURIComponent(part)) === part;
  } catch {
    return false;
  }
}

function cursorAt(last: CustomerListRow, sort: CustomerSort): string {
  return cursorOf(sort === 'name' ? encodeURIComponent(last.name_key) : last.created_at, last.id);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function listedFrom(row: CustomerListRow): ListedCustomer {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone ?? undefined,
    createdAt: row.created_at,
    card: row.card ? summaryOf(cardFrom(row.card)) : undefined,
    owed: row.owed,
    lastBookingAt: row.last_booking_at ?? undefined,
  };
}
