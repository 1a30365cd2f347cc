import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListTakingsMovements,
  type MovementCriteria,
} from '../../../application/takings/list-takings-movements.query.js';
import type { Page, TakingsMovement } from '../../../application/takings/takings-views.js';
import { isCalendarDate } from '../../../domain/shared/calendar-date.js';
import { cursorOf, cursorParts } from '../cursor.js';

const DEFAULT_LIMIT = 50;

type Row = Omit<TakingsMovement, 'amount' | 'at' | 'transaction' | 'booking'> & {
  readonly amount: string;
  readonly at: Date | null;
  readonly transaction: string | null;
  readonly booking: string;
  readonly reference: string;
  readonly customer: string;
};

@QueryHandler(ListTakingsMovements)
export class ListTakingsMovementsHandler implements IQueryHandler<ListTakingsMovements> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListTakingsMovements): Promise<Page<TakingsMovement>> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const found = await this.dataSource.query<Row[]>(
      `SELECT m.id, m.figure, m.method, m.currency, m.amount, to_char(m.day, 'YYYY-MM-DD') AS day, m.at,
              m.payment_id AS payment, m.transaction, m.fact IS NOT NULL AND m.transaction IS NULL AS awaited,
              b.id AS booking, b.reference, b.customer_name AS customer
         FROM takings_movements m
         JOIN payments p ON p.id = m.payment_id
         JOIN bookings b ON b.id = p.booking_id
        WHERE ${conditions(criteria, parameter).join(' AND ')}
        ORDER BY m.day DESC, m.id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      rows: rows.map(({ amount, at, transaction, booking: id, reference, customer, ...row }) => ({
        ...row,
        amount: Number(amount),
        at: at ?? undefined,
        transaction: transaction ?? undefined,
        booking: { id, reference, customer },
      })),
      nextCursor: last && found.length > limit ? cursorOf(last.day, last.id) : undefined,
    };
  }
}

function conditions(criteria: MovementCriteria, parameter: (value: unknown) => string): string[] {
  const { from, to, currency, method, figure, awaited, cursor } = criteria;
  const where = [`m.day BETWEEN ${parameter(from)} AND ${parameter(to)}`];
  if (currency !== undefined) where.push(`m.currency = ${parameter(currency)}`);
  if (method !== undefined) where.push(`m.method = ${parameter(method)}`);
  if (figure !== undefined) where.push(`m.figure = ${parameter(figure)}`);
  if (awaited === true) where.push('m.fact IS NOT NULL AND m.transaction IS NULL');
  if (cursor !== undefined) {
    const [day, id] = cursorParts(cursor, [isCalendarDate, (part) => part.length < 200]);
    where.push(`(m.day, m.id) < (${parameter(day)}, ${parameter(id)})`);
  }
  return where;
}
