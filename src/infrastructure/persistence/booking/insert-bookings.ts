import { QueryFailedError, type EntityManager } from 'typeorm';
import type { Booking } from '../../../domain/booking/booking.js';
import { bookingColumns, eventPayload } from './booking-rows.js';
import { priceLineRow } from './price-line-rows.js';

/** New bookings without payments, and their events, by two statements however many there are. */
export async function insertBookings(manager: EntityManager, bookings: readonly Booking[]): Promise<void> {
  const rows = bookings.map(asJson);
  const names = Object.keys(rows[0] ?? {}).join(', ');
  await manager.query(
    `INSERT INTO bookings (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::bookings, $1)`,
    [JSON.stringify(rows)],
  );
  await manager.query(
    `INSERT INTO booking_events (booking_id, version, type, at, actor, data)
     SELECT booking_id, version, type, at, actor, data
       FROM jsonb_to_recordset($1)
         AS happened (booking_id uuid, version integer, type text, at timestamptz, actor jsonb, data jsonb)`,
    [
      JSON.stringify(
        bookings.flatMap(({ id, version, events }) =>
          events.map((event) => ({ booking_id: id, version, ...eventPayload(event) })),
        ),
      ),
    ],
  );
}

/** As PostgreSQL tells it: "Key (reference)=(LX-1) already exists." */
export function takenReference(error: unknown): string {
  const { detail = '' } = error instanceof QueryFailedError ? (error.driverError as { detail?: string }) : {};
  return /^Key \(reference\)=\((.*)\) already exists\.$/s.exec(detail)?.[1] ?? 'one of them';
}

/** What is a text with JSON in it for a parameter of its own is JSON among the others here. */
function asJson(booking: Booking): Record<string, unknown> {
  const { about, price } = booking;
  return {
    id: booking.id,
    ...bookingColumns(booking),
    registered_by: about.registeredBy,
    price_lines: price.isJust(about.service) ? null : price.lines.map(priceLineRow),
  };
}
