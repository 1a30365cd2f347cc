import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListBalanceTransactions,
  type BalanceTransactionCriteria,
} from '../../../application/takings/list-balance-transactions.query.js';
import type {
  BalanceStanding,
  BalanceTransactionView,
  Page,
} from '../../../application/takings/takings-views.js';
import { cursorOf, cursorParts, isInstant } from '../cursor.js';

const DEFAULT_LIMIT = 50;

interface Row {
  readonly id: string;
  readonly type: string;
  readonly category: string;
  readonly standing: BalanceStanding;
  readonly currency: string;
  readonly amount: string;
  readonly fee: string;
  readonly net: string;
  readonly exchange_rate: string | null;
  readonly taken_in: string;
  readonly source: string | null;
  readonly description: string | null;
  readonly created: Date;
  readonly available_on: Date;
  readonly payout: string | null;
  readonly payment_id: string | null;
  readonly booking: string | null;
  readonly reference: string | null;
  readonly customer: string | null;
}

@QueryHandler(ListBalanceTransactions)
export class ListBalanceTransactionsHandler implements IQueryHandler<ListBalanceTransactions> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListBalanceTransactions): Promise<Page<BalanceTransactionView>> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const found = await this.dataSource.query<Row[]>(
      `SELECT t.id, t.type, t.category, t.standing, t.currency, t.amount, t.fee, t.net, t.exchange_rate, t.taken_in,
              t.source, t.description, t.created, t.available_on, t.payout, t.payment_id,
              b.id AS booking, b.reference, b.customer_name AS customer
         FROM stripe_balance_transactions t
         LEFT JOIN payments p ON p.id = t.payment_id
         LEFT JOIN bookings b ON b.id = p.booking_id
        WHERE ${conditions(criteria, parameter).join(' AND ')}
        ORDER BY t.created DESC, t.id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      rows: rows.map(viewOf),
      nextCursor: last && found.length > limit ? cursorOf(last.created, last.id) : undefined,
    };
  }
}

function conditions(criteria: BalanceTransactionCriteria, parameter: (value: unknown) => string): string[] {
  const { from, to, standing, currency, method, takenIn, payout, cursor } = criteria;
  const where = ['true'];
  // Which day it is of is kept with it; the time, with a day to spare on both ends, finds them by an index.
  if (from !== undefined) {
    const day = parameter(from);
    where.push(`t.day >= ${day}::date AND t.created >= (${day}::date - 1)::timestamp AT TIME ZONE 'UTC'`);
  }
  if (to !== undefined) {
    const day = parameter(to);
    where.push(`t.day <= ${day}::date AND t.created < (${day}::date + 2)::timestamp AT TIME ZONE 'UTC'`);
  }
  if (standing !== undefined) where.push(`t.standing = ${parameter(standing)}`);
  if (currency !== undefined) where.push(`t.currency = ${parameter(currency)}`);
  if (method !== undefined) where.push(`t.method = ${parameter(method)}`);
  if (takenIn !== undefined) where.push(`t.taken_in = ${parameter(takenIn)}`);
  if (payout === 'none') where.push('t.payout IS NULL');
  else if (payout !== undefined) where.push(`t.payout = ${parameter(payout)}`);
  if (cursor !== undefined) {
    const [created, id] = cursorParts(cursor, [isInstant, (part) => part.length < 200]);
    where.push(`(t.created, t.id) < (${parameter(created)}, ${parameter(id)})`);
  }
  return where;
}

function viewOf(row: Row): BalanceTransactionView {
  const { booking, reference, customer } = row;
  return {
    id: row.id,
    type: row.type,
    category: row.category,
    standing: row.standing,
    currency: row.currency,
    amount: Number(row.amount),
    fee: Number(row.fee),
    net: Number(row.net),
    exchangeRate: row.exchange_rate === null ? undefined : Number(row.exchange_rate),
    takenIn: row.taken_in,
    source: row.source ?? undefined,
    description: row.description ?? undefined,
    created: row.created,
    availableOn: row.available_on,
    payout: row.payout ?? undefined,
    payment: row.payment_id ?? undefined,
    booking:
      booking === null ? undefined : { id: booking, reference: reference ?? '', customer: customer ?? '' },
  };
}
