import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { ReceiptBook } from '../../../application/receipt/receipt-book.port.js';
import { PaymentNotFound } from '../../../domain/payment/payment-errors.js';
import { RefundNotFound } from '../../../domain/payment/refund-errors.js';
import type { ReceiptEntry, ReceiptSubject } from '../../../domain/receipt/receipt.js';

export interface ReceiptEntryRow {
  readonly receipt_number: string;
  readonly method_label: string | null;
  /** The event that the money was taken: when Stripe said it was, or else when it was stored. */
  readonly taken_at: string | null;
}

/** SQL: a payment's (`p`) columns of ReceiptEntryRow, but for the number. */
const OF_PAYMENT = `
  (SELECT m.label FROM collection_methods m WHERE m.code = p.collection_method) AS method_label,
  (SELECT coalesce(e.data ->> 'takenAt', to_jsonb(e.at) #>> '{}') FROM booking_events e
    WHERE e.booking_id = p.booking_id AND e.type IN ('charge_succeeded', 'hold_captured')
      AND e.data ->> 'payment' = p.id::text
    ORDER BY e.id DESC LIMIT 1) AS taken_at`;

/** SQL: ReceiptEntryRow and the booking of the payment or refund whose id is the first parameter. */
export function entryOf(subject: ReceiptSubject): string {
  return 'payment' in subject
    ? `SELECT p.booking_id, p.receipt_number, ${OF_PAYMENT} FROM payments p WHERE p.id = $1`
    : `SELECT p.booking_id, r.receipt_number, ${OF_PAYMENT}
         FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.id = $1`;
}

export function receiptEntryFrom(row: ReceiptEntryRow): ReceiptEntry {
  return {
    number: receiptName(row.receipt_number),
    ...(row.taken_at === null ? {} : { takenAt: new Date(row.taken_at) }),
    ...(row.method_label === null ? {} : { methodLabel: row.method_label }),
  };
}

/** "R-1001": how a receipt's number is written. */
export function receiptName(number: string): string {
  return `R-${number}`;
}

/** Throws PaymentNotFound for what can't be the id of a payment. Returns the id to look for. */
export function idOf(subject: ReceiptSubject): string {
  if (!('payment' in subject)) return subject.refund;
  if (!isUuid(subject.payment)) throw new PaymentNotFound(subject.payment);
  return subject.payment;
}

export function notFound(subject: ReceiptSubject): PaymentNotFound | RefundNotFound {
  return 'payment' in subject ? new PaymentNotFound(subject.payment) : new RefundNotFound(subject.refund);
}

export class PostgresReceiptBook implements ReceiptBook {
  constructor(private readonly manager: EntityManager) {}

  async entry(subject: ReceiptSubject): Promise<ReceiptEntry> {
    const [row] = await this.manager.query<ReceiptEntryRow[]>(entryOf(subject), [idOf(subject)]);
    if (!row) throw notFound(subject);
    return receiptEntryFrom(row);
  }

  async paymentOf(refund: string): Promise<string> {
    const [row] = await this.manager.query<{ payment_id: string }[]>(
      `SELECT payment_id FROM refunds WHERE id = $1`,
      [refund],
    );
    if (!row) throw new RefundNotFound(refund);
    return row.payment_id;
  }
}
