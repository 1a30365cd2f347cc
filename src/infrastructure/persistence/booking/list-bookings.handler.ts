import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListBookings,
  type BookingCriteria,
  type BookingPage,
} from '../../../application/booking/list-bookings.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { bookingConditions } from './booking-conditions.js';
import { cursorAt, keysetFrom, sortColumn, type Keyset } from './booking-keyset.js';
import { bookingRowFrom, LISTED_COLUMNS, type ListedBooking } from './booking-views.js';

const DEFAULT_SORT = '-registered_at';
const DEFAULT_LIMIT = 50;

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
  const { column, descending } = sortColumn(sort);
  const down = descending !== (from?.direction === 'previous');
  const parameters: unknown[] = [];
  const parameter = (value: unknown) => `$${parameters.push(value)}`;
  const where = bookingConditions(criteria, now, parameter);
  if (from)
    where.push(`(${column}, id) ${down ? '<' : '>'} (${parameter(from.value)}, ${parameter(from.id)})`);
  const order = down ? 'DESC' : 'ASC';
  const sql = `
    SELECT ${LISTED_COLUMNS} FROM bookings b
    ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
    ORDER BY ${column} ${order}, id ${order} LIMIT ${parameter(limit)}`;
  return { sql, parameters };
}
