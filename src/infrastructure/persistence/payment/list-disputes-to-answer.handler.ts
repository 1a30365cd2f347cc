import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListDisputesToAnswer,
  type DisputesToAnswerPage,
  type DisputeToAnswer,
} from '../../../application/attention/list-disputes-to-answer.query.js';
import { cursorOf, cursorParts, isInstant } from '../cursor.js';

const DEFAULT_LIMIT = 50;
/** As the index orders them: a deadline that isn't known comes after all others. */
const NO_DEADLINE = 'infinity';
const ANSWER_BY = `coalesce(d.evidence_due_by, '${NO_DEADLINE}')`;

interface Row {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly inquiry: boolean;
  readonly reason: string | null;
  readonly evidence_due_by: Date | null;
  readonly booking_id: string;
  readonly reference: string;
  readonly version: number;
  readonly customer_name: string;
}

@QueryHandler(ListDisputesToAnswer)
export class ListDisputesToAnswerHandler implements IQueryHandler<ListDisputesToAnswer> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListDisputesToAnswer): Promise<DisputesToAnswerPage> {
    const { limit = DEFAULT_LIMIT, cursor } = criteria;
    const from = cursor === undefined ? [] : cursorParts(cursor, [isDeadline, isDispute]);
    const found = await this.dataSource.query<Row[]>(
      `SELECT d.id, d.amount, d.currency, d.inquiry, d.reason, d.evidence_due_by, b.id AS booking_id, b.reference,
              b.version, b.customer_name
         FROM disputes d JOIN payments p ON p.id = d.payment_id JOIN bookings b ON b.id = p.booking_id
        WHERE d.status = 'open' AND NOT d.under_review
              ${from.length > 0 ? `AND (${ANSWER_BY}, d.id) > ($2, $3)` : ''}
        ORDER BY ${ANSWER_BY}, d.id LIMIT $1`,
      [limit + 1, ...from],
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(rowFrom),
      nextCursor:
        last && found.length > limit ? cursorOf(last.evidence_due_by ?? NO_DEADLINE, last.id) : undefined,
    };
  }
}

function isDeadline(text: string): boolean {
  return text === NO_DEADLINE || isInstant(text);
}

function isDispute(text: string): boolean {
  return /^d[pu]_\w{1,250}$/.test(text);
}

function rowFrom(row: Row): DisputeToAnswer {
  return {
    id: row.id,
    amount: Number(row.amount),
    currency: row.currency,
    inquiry: row.inquiry,
    reason: row.reason ?? undefined,
    evidenceDueBy: row.evidence_due_by ?? undefined,
    booking: {
      id: row.booking_id,
      reference: row.reference,
      version: row.version,
      customer: row.customer_name,
    },
  };
}
