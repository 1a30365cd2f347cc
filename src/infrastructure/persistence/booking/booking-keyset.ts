import type { BookingRow } from '../../../application/booking/booking.views.js';
import type { BookingSort } from '../../../application/booking/list-bookings.query.js';
import { DomainError } from '../../../domain/shared/domain-error.js';

export interface Keyset {
  readonly sort: BookingSort;
  /** Towards the end of the list, or back towards its start. */
  readonly direction: 'next' | 'previous';
  /** The sort column's value and the id of the booking to go on from; it is not part of the page. */
  readonly value: string;
  readonly id: string;
}

export type SortColumn = 'starts_at' | 'outstanding' | 'registered_at';

export function sortColumn(sort: BookingSort): { column: SortColumn; descending: boolean } {
  const descending = sort.startsWith('-');
  return { column: (descending ? sort.slice(1) : sort) as SortColumn, descending };
}

export function cursorAt(row: BookingRow, sort: BookingSort, direction: Keyset['direction']): string {
  const { column } = sortColumn(sort);
  const value = {
    starts_at: row.startsAt.toISOString(),
    registered_at: row.registeredAt.toISOString(),
    outstanding: String(row.outstanding),
  }[column];
  return Buffer.from(JSON.stringify([sort, direction, value, row.id])).toString('base64url');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const AMOUNT = /^\d{1,16}$/;

/** Throws `invalid_cursor` for anything that isn't from a page with the same order. */
export function keysetFrom(cursor: string, sort: BookingSort): Keyset {
  const parsed = parse(cursor);
  if (!Array.isArray(parsed) || parsed.length !== 4) throw invalidCursor();
  const [from, direction, value, id] = parsed.map(String) as [string, string, string, string];
  const form = sortColumn(sort).column === 'outstanding' ? AMOUNT : INSTANT;
  const fits = from === sort && form.test(value) && UUID.test(id);
  if (!fits || (direction !== 'next' && direction !== 'previous')) throw invalidCursor();
  return { sort, direction, value, id };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function invalidCursor(): DomainError {
  return new DomainError(
    'invalid',
    'invalid_cursor',
    'cursor must be the next_cursor of an earlier page, asked for with the same sort.',
    { field: 'cursor' },
  );
}
