import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  DISPUTED,
  HOLD_EXPIRING,
  ListBookings,
  NEEDS_ATTENTION,
  type BookingCriteria,
  type BookingPage,
} from '../../../application/booking/list-bookings.query.js';
import { daysOf } from '../../../application/balance/balance-ages.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { HOLD_EXPIRING_MS } from '../../../domain/booking/booking-flags.js';
import { cursorAt, keysetFrom, sortColumn, type Keyset } from './booking-keyset.js';
import { bookingRowFrom, LISTED_COLUMNS, type ListedBooking } from './booking-views.js';

const DEFAULT_SORT = '-registered_at';
const DEFAULT_LIMIT = 50;

/** `parameter`: until when a hold must last not to need attention. An index answers either half. */
function needsAttention(parameter: string): string {
  return `(attention OR hold_expires_at <= ${parameter})`;
}

@QueryHandler(ListBookings)
export class ListBookingsHandler implements IQueryHandler<ListBookings> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ criteria }: ListBookings): Promise<BookingPage> {
    const sort = criteria.sort ?? DEFAULT_SORT;
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const from = criteria.cursor === undefined ? undefined : keysetFrom(criteria.cursor, sort);
    const now = this.clock.now();
    const { sql, parameters } = statement(criteria, sort, from, limit + 1, now);
    const found = await this.dataSource.query<ListedBooking[]>(sql, parameters);
    const more = found.length > limit;
    const page = found.slice(0, limit).map((row) => bookingRowFrom(row, now));
    const backwards = from?.direction === 'previous';
    const rows = backwards ? page.reverse() : page;
    const first = rows[0];
    const last = rows.at(-1);
    const hasNext = backwards || more;
    const hasPrevious = backwards ? more : from !== undefined;
    return {
      rows,
      nextCursor: last && hasNext ? cursorAt(last, sort, 'next') : undefined,
      previousCursor: first && hasPrevious ? cursorAt(first, sort, 'previous') : undefined,
    };
  }
}

function statement(
  criteria: BookingCriteria,
  sort: NonNullable<BookingCriteria['sort']>,
  from: Keyset | undefined,
  limit: number,
  now: Date,
) {
  const { status, life, q } = criteria;
  const { column, descending } = sortColumn(sort);
  const down = descending !== (from?.direction === 'previous');
  const parameters: unknown[] = [];
  const parameter = (value: unknown) => `$${parameters.push(value)}`;
  const where: string[] = [];
  const soon = () => parameter(new Date(now.getTime() + HOLD_EXPIRING_MS));
  if (status === NEEDS_ATTENTION) {
    where.push(needsAttention(soon()));
  } else if (status === HOLD_EXPIRING) {
    where.push(`hold_expires_at <= ${soon()}`);
  } else if (status === DISPUTED) {
    where.push('disputed > 0');
  } else if (status !== undefined) {
    where.push(`payment_status = ${parameter(status)}`);
  }
  where.push(...owed(criteria, now, parameter));
  if (life !== undefined) where.push(`life = ${parameter(life)}`);
  if (q !== undefined && q !== '') where.push(`search LIKE ${parameter(`%${escapeLike(q.toLowerCase())}%`)}`);
  if (from)
    where.push(`(${column}, id) ${down ? '<' : '>'} (${parameter(from.value)}, ${parameter(from.id)})`);
  const order = down ? 'DESC' : 'ASC';
  const sql = `
    SELECT ${LISTED_COLUMNS} FROM bookings b
    ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
    ORDER BY ${column} ${order}, id ${order} LIMIT ${parameter(limit)}`;
  return { sql, parameters };
}

/** Which bookings are behind a figure of what is outstanding. */
function owed(
  { owing, age, currency, customer }: BookingCriteria,
  now: Date,
  parameter: (value: unknown) => string,
): string[] {
  const where: string[] = [];
  if (owing || age !== undefined) where.push('outstanding > 0');
  if (currency !== undefined) where.push(`currency = ${parameter(currency)}`);
  if (customer !== undefined) where.push(`customer_id = ${parameter(customer)}`);
  if (age === undefined) return where;
  const { from, to } = daysOf(age);
  const today = parameter(now);
  if (from !== undefined) where.push(`starts_at < ${startOfDay(`balance_day(${today}) - ${from - 1}`)}`);
  if (to !== undefined) where.push(`starts_at >= ${startOfDay(`balance_day(${today}) - ${to}`)}`);
  return where;
}

/** Midnight at the business, as a moment that the index knows. */
function startOfDay(day: string): string {
  return `((${day})::timestamp AT TIME ZONE (SELECT time_zone FROM balance_calendar))`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
