import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { BatchView, OutcomeView, ReasonView } from '../../../application/batch/batch.views.js';
import { GetBatch } from '../../../application/batch/get-batch.query.js';
import { BatchNotFound } from '../../../domain/batch/batch-errors.js';
import type { ItemOutcome } from '../../../domain/batch/batch-item.js';
import type { LeftOutReason } from '../../../domain/batch/left-out.js';
import { batchRowFrom, LISTED_BATCH_COLUMNS, type ListedBatch } from './batch-views.js';
import { ITEMS, OUTCOME } from './item-outcome.js';

interface Counted {
  readonly outcome: ItemOutcome;
  readonly currency: string;
  readonly reason: LeftOutReason | null;
  readonly bookings: number;
  readonly amount: string;
  readonly charged: string;
}

/** Counts a batch's bookings, of which there is a bound, as their payments stand now. */
@QueryHandler(GetBatch)
export class GetBatchHandler implements IQueryHandler<GetBatch> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ batch: id }: GetBatch): Promise<BatchView> {
    if (!isUuid(id)) throw new BatchNotFound(id);
    const [row] = await this.dataSource.query<(ListedBatch & { counted: Counted[] })[]>(
      `SELECT ${LISTED_BATCH_COLUMNS}, (
         SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM (
           SELECT ${OUTCOME} AS outcome, i.currency, i.reason, count(*)::integer AS bookings,
                  coalesce(sum(i.amount), 0) AS amount, coalesce(sum(p.captured), 0) AS charged
             FROM ${ITEMS} WHERE i.batch_id = $1 GROUP BY 1, 2, 3) AS c) AS counted
         FROM charge_batches WHERE id = $1`,
      [id],
    );
    if (!row) throw new BatchNotFound(id);
    return { ...batchRowFrom(row), outcomes: outcomesFrom(row.counted), reasons: reasonsFrom(row.counted) };
  }
}

function outcomesFrom(counted: readonly Counted[]): OutcomeView[] {
  const sums = new Map<string, OutcomeView>();
  for (const { outcome, currency, bookings, amount, charged } of counted) {
    const key = `${outcome} ${currency}`;
    const sum = sums.get(key) ?? { outcome, currency, bookings: 0, amount: 0, charged: 0 };
    sums.set(key, {
      ...sum,
      bookings: sum.bookings + bookings,
      amount: sum.amount + Number(amount),
      charged: sum.charged + Number(charged),
    });
  }
  return [...sums.values()];
}

function reasonsFrom(counted: readonly Counted[]): ReasonView[] {
  const sums = new Map<string, ReasonView>();
  for (const { outcome, reason, bookings } of counted) {
    if (reason === null) continue;
    const key = `${outcome} ${reason}`;
    sums.set(key, { outcome, reason, bookings: (sums.get(key)?.bookings ?? 0) + bookings });
  }
  return [...sums.values()].toSorted((a, b) => b.bookings - a.bookings);
}
