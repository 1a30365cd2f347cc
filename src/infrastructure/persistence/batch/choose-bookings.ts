import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { BatchSelection, MatchingBookings } from '../../../application/batch/batch-selection.js';
import { MOST_BOOKINGS } from '../../../domain/batch/charge-batch.js';
import { BookingNotFound } from '../../../domain/booking/booking-errors.js';
import { bookingConditions } from '../booking/booking-conditions.js';
import { sortColumn } from '../booking/booking-keyset.js';

/** One more than a batch may have, so that too many are noticed. */
const CHOSEN_AT_MOST = MOST_BOOKINGS + 1;
const COLUMNS = 'batch_id, position, booking_id, payment_id, step, currency';

/** One statement, so that what matches is what matched at one moment. Returns how many were chosen. */
export function chooseBookings(
  manager: EntityManager,
  batch: string,
  selection: BatchSelection,
): Promise<number> {
  return 'matching' in selection
    ? chooseMatching(manager, batch, selection.matching)
    : chooseGiven(manager, batch, [...new Set(selection.bookings.map((id) => id.toLowerCase()))]);
}

async function chooseGiven(
  manager: EntityManager,
  batch: string,
  bookings: readonly string[],
): Promise<number> {
  if (bookings.length > MOST_BOOKINGS) return bookings.length;
  const strange = bookings.find((id) => !isUuid(id));
  if (strange !== undefined) throw new BookingNotFound(strange);
  const chosen = await manager.query<{ booking_id: string }[]>(
    `INSERT INTO charge_batch_items (${COLUMNS})
     SELECT $1, given.nth, b.id, gen_random_uuid(), 'unexamined', b.currency
       FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, nth) JOIN bookings b ON b.id = given.id
     RETURNING booking_id`,
    [batch, bookings],
  );
  const found = new Set(chosen.map(({ booking_id: id }) => id));
  const missing = bookings.find((id) => !found.has(id));
  if (missing !== undefined) throw new BookingNotFound(missing);
  return chosen.length;
}

async function chooseMatching(
  manager: EntityManager,
  batch: string,
  { sort = '-registered_at', ...filter }: MatchingBookings,
): Promise<number> {
  const { column, descending } = sortColumn(sort);
  const order = (table: string) => {
    const direction = descending ? 'DESC' : 'ASC';
    return `${table}.${column} ${direction}, ${table}.id ${direction}`;
  };
  const parameters: unknown[] = [];
  const parameter = (value: unknown) => `$${parameters.push(value)}`;
  const where = bookingConditions(filter, new Date(), parameter);
  const [row] = await manager.query<{ chosen: number }[]>(
    `WITH chosen AS (
       INSERT INTO charge_batch_items (${COLUMNS})
       SELECT ${parameter(batch)}, row_number() OVER (ORDER BY ${order('m')}), m.id, gen_random_uuid(), 'unexamined',
              m.currency
         FROM (SELECT b.id, b.currency, b.${column} FROM bookings b
                ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
                ORDER BY ${order('b')} LIMIT ${parameter(CHOSEN_AT_MOST)}) AS m
       RETURNING 1)
     SELECT count(*)::integer AS chosen FROM chosen`,
    parameters,
  );
  return row?.chosen ?? 0;
}
