import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { GetPayout, ListPayouts } from '../../../application/takings/list-payouts.query.js';
import type { Page, PayoutView } from '../../../application/takings/takings-views.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { cursorOf, cursorParts, isInstant } from '../cursor.js';

const DEFAULT_LIMIT = 50;

interface Row {
  readonly id: string;
  readonly currency: string;
  readonly amount: string;
  readonly status: string;
  readonly automatic: boolean;
  readonly created: Date;
  readonly arrives_on: string;
  readonly failure: string | null;
  readonly read_at: Date | null;
  readonly transactions: string | null;
  readonly transaction_net: string | null;
  readonly fees: string | null;
}

const COLUMNS = `id, currency, amount, status, automatic, created, to_char(arrives_on, 'YYYY-MM-DD') AS arrives_on,
  failure, read_at, transactions, transaction_net, fees`;

@QueryHandler(ListPayouts)
export class ListPayoutsHandler implements IQueryHandler<ListPayouts> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListPayouts): Promise<Page<PayoutView>> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where = ['true'];
    if (criteria.currency !== undefined) where.push(`currency = ${parameter(criteria.currency)}`);
    if (criteria.cursor !== undefined) {
      const [created, id] = cursorParts(criteria.cursor, [isInstant, (part) => part.length < 200]);
      where.push(`(created, id) < (${parameter(created)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<Row[]>(
      `SELECT ${COLUMNS} FROM stripe_payouts WHERE ${where.join(' AND ')}
        ORDER BY created DESC, id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      rows: rows.map(viewOf),
      nextCursor: last && found.length > limit ? cursorOf(last.created, last.id) : undefined,
    };
  }
}

@QueryHandler(GetPayout)
export class GetPayoutHandler implements IQueryHandler<GetPayout> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id }: GetPayout): Promise<PayoutView> {
    const [row] = await this.dataSource.query<Row[]>(`SELECT ${COLUMNS} FROM stripe_payouts WHERE id = $1`, [
      id,
    ]);
    if (!row)
      throw new DomainError('not_found', 'payout_not_found', `There is no payout ${id} here.`, { id });
    return viewOf(row);
  }
}

function viewOf(row: Row): PayoutView {
  return {
    id: row.id,
    currency: row.currency,
    amount: Number(row.amount),
    status: row.status,
    automatic: row.automatic,
    createdAt: row.created,
    arrivesOn: row.arrives_on,
    failure: row.failure ?? undefined,
    read:
      row.read_at === null
        ? undefined
        : {
            transactions: Number(row.transactions),
            net: Number(row.transaction_net),
            fees: Number(row.fees),
          },
  };
}
