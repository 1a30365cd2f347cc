import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { BatchItemView } from '../../../application/batch/batch.views.js';
import { ListBatchItems, type BatchItemPage } from '../../../application/batch/list-batch-items.query.js';
import { BatchNotFound } from '../../../domain/batch/batch-errors.js';
import type { ItemOutcome } from '../../../domain/batch/batch-item.js';
import type { LeftOutReason } from '../../../domain/batch/left-out.js';
import type { CardSummary, Decline } from '../../../domain/payment/payment-report.js';
import { cursorOf, cursorParts } from '../cursor.js';
import { ITEMS, OUTCOME } from './item-outcome.js';

const DEFAULT_LIMIT = 50;
const isPosition = (part: string) => /^\d{1,9}$/.test(part);

interface Row {
  readonly position: number;
  readonly booking_id: string;
  readonly reference: string;
  readonly service: string;
  readonly customer_name: string;
  readonly customer_email: string;
  readonly currency: string;
  readonly amount: string | null;
  readonly card: CardSummary | null;
  readonly outcome: ItemOutcome;
  readonly reason: LeftOutReason | null;
  readonly note: string | null;
  readonly payment_id: string | null;
  readonly payment_intent: string | null;
  readonly payment_note: string | null;
  readonly captured: string | null;
  readonly decline: Decline | null;
  readonly requested_at: Date | null;
}

@QueryHandler(ListBatchItems)
export class ListBatchItemsHandler implements IQueryHandler<ListBatchItems> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ batch, criteria }: ListBatchItems): Promise<BatchItemPage> {
    await this.requireKnown(batch);
    const { outcomes, reason, cursor, limit = DEFAULT_LIMIT } = criteria;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where = [`i.batch_id = ${parameter(batch)}`];
    if (outcomes !== undefined) where.push(`(${OUTCOME}) = ANY (${parameter(outcomes)})`);
    if (reason !== undefined) where.push(`i.reason = ${parameter(reason)}`);
    if (cursor !== undefined) where.push(`i.position > ${parameter(cursorParts(cursor, [isPosition])[0])}`);
    const found = await this.dataSource.query<Row[]>(
      `SELECT i.position, i.booking_id, b.reference, b.service, b.customer_name, b.customer_email, i.currency, i.amount,
              i.card, ${OUTCOME} AS outcome, i.reason, i.note, p.id AS payment_id, p.payment_intent,
              p.note AS payment_note, p.captured, p.decline, p.requested_at
         FROM ${ITEMS} JOIN bookings b ON b.id = i.booking_id
        WHERE ${where.join(' AND ')} ORDER BY i.position LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(itemFrom),
      nextCursor: last && found.length > limit ? cursorOf(String(last.position)) : undefined,
    };
  }

  private async requireKnown(batch: string): Promise<void> {
    if (!isUuid(batch)) throw new BatchNotFound(batch);
    const known = await this.dataSource.query<unknown[]>(`SELECT FROM charge_batches WHERE id = $1`, [batch]);
    if (known.length === 0) throw new BatchNotFound(batch);
  }
}

function itemFrom(row: Row): BatchItemView {
  const { payment_id: payment, requested_at: requestedAt } = row;
  return {
    position: row.position,
    booking: {
      id: row.booking_id,
      reference: row.reference,
      service: row.service,
      customer: row.customer_name,
      email: row.customer_email,
    },
    currency: row.currency,
    amount: row.amount === null ? undefined : Number(row.amount),
    card: row.card ?? undefined,
    outcome: row.outcome,
    reason: row.reason ?? undefined,
    note: row.decline?.message ?? row.payment_note ?? row.note ?? undefined,
    payment:
      payment && requestedAt
        ? {
            id: payment,
            paymentIntent: row.payment_intent ?? undefined,
            captured: Number(row.captured),
            decline: row.decline ?? undefined,
            requestedAt,
          }
        : undefined,
  };
}
