import { Decimal } from '../../../../application/shared/csv.port.js';
import { receiptName } from '../../receipt/postgres-receipt-book.js';
import { bookingFields, OF_BOOKING, type ExportFile, type OfBooking } from './export-file.js';

interface RefundLine extends OfBooking {
  readonly id: string;
  readonly payment_id: string;
  readonly collection_method: string | null;
  readonly status: string;
  readonly created_at: Date;
  readonly currency: string;
  readonly amount: string;
  readonly given_back: string;
  readonly reason: string | null;
  readonly still_owed: boolean;
  readonly note: string | null;
  readonly payment_intent: string | null;
  readonly receipt_number: string;
}

export const REFUNDS_FILE: ExportFile<RefundLine> = {
  date: { column: 'r.created_at' },
  select: (where) => `
    SELECT r.id, r.payment_id, ${OF_BOOKING}, p.collection_method, r.status, r.created_at, r.currency, r.amount,
           CASE WHEN r.status IN ('pending', 'succeeded') THEN r.amount ELSE 0 END AS given_back, r.reason,
           r.still_owed, r.note, p.payment_intent, r.receipt_number
      FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN bookings b ON b.id = p.booking_id
     WHERE ${where} ORDER BY r.created_at, r.id`,
  fields: (row, { times }) => ({
    id: row.id,
    payment_id: row.payment_id,
    ...bookingFields(row),
    method: row.collection_method ?? 'stripe',
    status: row.status,
    created_date: times.day(row.created_at),
    created_at: times.time(row.created_at),
    currency: row.currency,
    amount: Decimal.ofMinorUnits(BigInt(row.amount), row.currency),
    given_back: Decimal.ofMinorUnits(BigInt(row.given_back), row.currency),
    reason: row.reason,
    still_owed: row.still_owed,
    note: row.note,
    stripe_payment_intent: row.payment_intent,
    receipt: row.given_back === '0' ? undefined : receiptName(row.receipt_number),
  }),
};
