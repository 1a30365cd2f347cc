import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListUnsettledPayments,
  type UnsettledPaymentPage,
  type UnsettledPaymentRow,
} from '../../application/attention/list-unsettled-payments.query.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../persistence/cursor.js';
import { IS_UNSETTLED } from './unsettled.js';

const DEFAULT_LIMIT = 50;

interface Row {
  readonly id: string;
  readonly payment_intent: string | null;
  readonly booking_id: string;
  readonly reference: string;
  readonly version: number;
  readonly customer_name: string;
  readonly asked: UnsettledPaymentRow['asked'];
  readonly amount: string;
  readonly currency: string;
  readonly asked_at: Date;
  readonly requested_at: Date;
  readonly recover_attempts: number;
  readonly recover_at: Date;
  readonly note: string | null;
  readonly recover_error: string | null;
}

@QueryHandler(ListUnsettledPayments)
export class ListUnsettledPaymentsHandler implements IQueryHandler<ListUnsettledPayments> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListUnsettledPayments): Promise<UnsettledPaymentPage> {
    const { limit = DEFAULT_LIMIT, cursor } = criteria;
    const from = cursor === undefined ? [] : cursorParts(cursor, [isInstant, isUuid]);
    const found = await this.dataSource.query<Row[]>(
      `SELECT p.id, p.payment_intent, p.booking_id, b.reference, b.version, b.customer_name,
              coalesce(p.operation_kind, p.kind) AS asked, coalesce(p.operation_amount, p.amount) AS amount,
              p.currency, coalesce(p.operation_requested_at, p.requested_at) AS asked_at, p.requested_at,
              p.recover_attempts, p.recover_at, p.note, p.recover_error
         FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE ${IS_UNSETTLED} ${from.length > 0 ? 'AND (p.requested_at, p.id) > ($2, $3)' : ''}
        ORDER BY p.requested_at, p.id LIMIT $1`,
      [limit + 1, ...from],
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(rowFrom),
      nextCursor: last && found.length > limit ? cursorOf(last.requested_at, last.id) : undefined,
    };
  }
}

function rowFrom(row: Row): UnsettledPaymentRow {
  return {
    payment: row.id,
    paymentIntent: row.payment_intent ?? undefined,
    booking: {
      id: row.booking_id,
      reference: row.reference,
      version: row.version,
      customer: row.customer_name,
    },
    asked: row.asked,
    amount: Number(row.amount),
    currency: row.currency,
    askedAt: row.asked_at,
    attempts: row.recover_attempts,
    nextTryAt: row.recover_at,
    note: row.note ?? undefined,
    problem: row.recover_error ?? undefined,
  };
}
