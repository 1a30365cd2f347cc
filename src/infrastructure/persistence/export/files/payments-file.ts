import { Decimal } from '../../../../application/shared/csv.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { receiptName } from '../../receipt/postgres-receipt-book.js';
import {
  bookingFields,
  nameOf,
  OF_BOOKING,
  REFUNDED_OF_PAYMENT,
  type ExportFile,
  type OfBooking,
} from './export-file.js';

interface PaymentLine extends OfBooking {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly requested_at: Date;
  readonly currency: string;
  readonly amount: string;
  readonly captured: string;
  readonly refunded: string;
  readonly collection_method: string | null;
  readonly received_on: string | null;
  readonly reversed_at: Date | null;
  readonly card_brand: string | null;
  readonly card_last4: string | null;
  readonly decline_code: string | null;
  readonly payment_intent: string | null;
  readonly charge: string | null;
  readonly note: string | null;
  readonly requested_by: Actor;
  readonly receipt_number: string;
}

export const PAYMENTS_FILE: ExportFile<PaymentLine> = {
  date: { column: 'p.requested_at' },
  select: (where) => `
    SELECT p.id, ${OF_BOOKING}, p.kind, p.state, p.requested_at, p.currency, p.amount, p.captured,
           ${REFUNDED_OF_PAYMENT} AS refunded, p.collection_method, p.received_on::text, v.reversed_at,
           p.card ->> 'brand' AS card_brand, p.card ->> 'last4' AS card_last4,
           coalesce(p.decline ->> 'declineCode', p.decline ->> 'code') AS decline_code, p.payment_intent, p.charge,
           p.note, p.requested_by, p.receipt_number
      FROM payments p JOIN bookings b ON b.id = p.booking_id
      LEFT JOIN collection_reversals v ON v.payment_id = p.id
     WHERE ${where} ORDER BY p.requested_at, p.id`,
  fields: (row, { times }) => {
    const money = (amount: bigint) => Decimal.ofMinorUnits(amount, row.currency);
    const [captured, refunded] = [BigInt(row.captured), BigInt(row.refunded)];
    return {
      id: row.id,
      ...bookingFields(row),
      kind: row.kind,
      status: row.state,
      created_date: times.day(row.requested_at),
      created_at: times.time(row.requested_at),
      currency: row.currency,
      amount: money(BigInt(row.amount)),
      captured: money(captured),
      refunded: money(refunded),
      net: money(captured - refunded),
      method: row.collection_method ?? 'stripe',
      received_on: row.received_on,
      reversed_at: row.reversed_at && times.time(row.reversed_at),
      card_brand: row.card_brand,
      card_last4: row.card_last4,
      decline_code: row.decline_code,
      stripe_payment_intent: row.payment_intent,
      stripe_charge: row.charge,
      note: row.note,
      requested_by: nameOf(row.requested_by),
      receipt: captured > 0n ? receiptName(row.receipt_number) : undefined,
    };
  },
};
