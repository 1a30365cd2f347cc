import type { CsvValue } from '../../../../application/shared/csv.port.js';
import type { LocalTimes } from '../../../../application/shared/local-times.js';
import type { Actor } from '../../../../domain/shared/actor.js';

/** As of when, and by which clocks, the fields of a row are meant. */
export interface AsOf {
  readonly now: Date;
  readonly times: LocalTimes;
}

/** What one kind of file is read from. */
export interface ExportFile<Row> {
  /** The column that a period goes by: a moment, or a day of the business's calendar. */
  readonly date: { readonly column: string; readonly isDay?: true };
  /**
   * SQL: its rows, the oldest first. `where`: what must hold of a booking `b` and of that date; `parameter` puts a value
   * down and gives its place.
   */
  select(where: string, asOf: AsOf, parameter: (value: unknown) => string): string;
  /** By the names of the kind's columns. */
  fields(row: Row, asOf: AsOf): Readonly<Record<string, CsvValue>>;
}

/** What every row of something that belongs to a booking says of it. */
export interface OfBooking {
  readonly booking_id: string;
  readonly reference: string;
  readonly service: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly customer_email: string;
}

export const OF_BOOKING = `b.id AS booking_id, b.reference, b.service, b.customer_id, b.customer_name, b.customer_email`;

export function bookingFields(row: OfBooking): Readonly<Record<string, CsvValue>> {
  return {
    booking_id: row.booking_id,
    booking_reference: row.reference,
    service: row.service,
    customer_id: row.customer_id,
    customer_name: row.customer_name,
    customer_email: row.customer_email,
  };
}

/** SQL: what was given back of payment `p`, or lost in a dispute; never more than was taken. */
export const REFUNDED_OF_PAYMENT = `least(p.captured,
    coalesce((SELECT sum(r.amount) FROM refunds r
               WHERE r.payment_id = p.id AND r.status IN ('pending', 'succeeded')), 0)
  + coalesce((SELECT sum(d.amount) FROM disputes d WHERE d.payment_id = p.id AND d.status = 'lost'), 0))`;

export function nameOf(actor: Actor | null): string | undefined {
  return actor?.name;
}
