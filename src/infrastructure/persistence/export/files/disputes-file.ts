import { Decimal } from '../../../../application/shared/csv.port.js';
import { bookingFields, OF_BOOKING, type ExportFile, type OfBooking } from './export-file.js';

interface DisputeLine extends OfBooking {
  readonly id: string;
  readonly payment_id: string;
  readonly status: string;
  readonly inquiry: boolean;
  readonly reason: string | null;
  readonly opened_at: Date | null;
  readonly evidence_due_by: Date | null;
  readonly currency: string;
  readonly amount: string;
  readonly lost: string;
  readonly payment_intent: string | null;
}

/** One that was heard of before its opening was kept has no date, and is in no period. */
export const DISPUTES_FILE: ExportFile<DisputeLine> = {
  date: { column: 'd.opened_at' },
  select: (where) => `
    SELECT d.id, d.payment_id, ${OF_BOOKING}, d.status, d.inquiry, d.reason, d.opened_at, d.evidence_due_by,
           d.currency, d.amount, CASE d.status WHEN 'lost' THEN d.amount ELSE 0 END AS lost, p.payment_intent
      FROM disputes d JOIN payments p ON p.id = d.payment_id JOIN bookings b ON b.id = p.booking_id
     WHERE ${where} ORDER BY d.opened_at, d.id`,
  fields: (row, { times }) => ({
    id: row.id,
    payment_id: row.payment_id,
    ...bookingFields(row),
    status: row.status,
    inquiry: row.inquiry,
    reason: row.reason,
    opened_date: row.opened_at && times.day(row.opened_at),
    opened_at: row.opened_at && times.time(row.opened_at),
    evidence_due_by: row.evidence_due_by && times.time(row.evidence_due_by),
    currency: row.currency,
    amount: Decimal.ofMinorUnits(BigInt(row.amount), row.currency),
    lost: Decimal.ofMinorUnits(BigInt(row.lost), row.currency),
    stripe_payment_intent: row.payment_intent,
  }),
};
