import { Decimal } from '../../../../application/shared/csv.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import {
  bookingFields,
  nameOf,
  OF_BOOKING,
  REFUNDED_OF_PAYMENT,
  type ExportFile,
  type OfBooking,
} from './export-file.js';

interface CollectionLine extends OfBooking {
  readonly id: string;
  readonly collection_method: string;
  readonly received_on: string;
  readonly currency: string;
  readonly amount: string;
  readonly captured: string;
  readonly refunded: string;
  readonly note: string | null;
  readonly requested_at: Date;
  readonly requested_by: Actor;
  readonly reversed_at: Date | null;
  readonly reversed_by: Actor | null;
  readonly reason: string | null;
}

export const COLLECTIONS_FILE: ExportFile<CollectionLine> = {
  date: { column: 'p.received_on', isDay: true },
  select: (where) => `
    SELECT p.id, ${OF_BOOKING}, p.collection_method, p.received_on::text, p.currency, p.amount, p.captured,
           ${REFUNDED_OF_PAYMENT} AS refunded, p.note, p.requested_at, p.requested_by, v.reversed_at, v.reversed_by,
           v.reason
      FROM payments p JOIN bookings b ON b.id = p.booking_id
      LEFT JOIN collection_reversals v ON v.payment_id = p.id
     WHERE p.kind = 'collection' AND ${where} ORDER BY p.received_on, p.id`,
  fields: (row, { times }) => {
    const money = (amount: string) => Decimal.ofMinorUnits(BigInt(amount), row.currency);
    return {
      id: row.id,
      ...bookingFields(row),
      method: row.collection_method,
      received_on: row.received_on,
      currency: row.currency,
      amount: money(row.amount),
      collected: money(row.captured),
      refunded: money(row.refunded),
      note: row.note,
      recorded_at: times.time(row.requested_at),
      recorded_by: nameOf(row.requested_by),
      reversed_at: row.reversed_at && times.time(row.reversed_at),
      reversed_by: nameOf(row.reversed_by),
      reversal_reason: row.reason,
    };
  },
};
