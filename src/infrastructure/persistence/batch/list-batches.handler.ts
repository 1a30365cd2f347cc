import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ListBatches, type BatchPage } from '../../../application/batch/list-batches.query.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { batchRowFrom, LISTED_BATCH_COLUMNS, type ListedBatch } from './batch-views.js';

const DEFAULT_LIMIT = 50;

@QueryHandler(ListBatches)
export class ListBatchesHandler implements IQueryHandler<ListBatches> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListBatches): Promise<BatchPage> {
    const { state, cursor, limit = DEFAULT_LIMIT } = criteria;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where: string[] = [];
    if (state !== undefined) where.push(`state = ${parameter(state)}`);
    if (cursor !== undefined) {
      const [madeAt, id] = cursorParts(cursor, [isInstant, isUuid]);
      where.push(`(made_at, id) < (${parameter(madeAt)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<ListedBatch[]>(
      `SELECT ${LISTED_BATCH_COLUMNS} FROM charge_batches
        ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
        ORDER BY made_at DESC, id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(batchRowFrom),
      nextCursor: last && found.length > limit ? cursorOf(last.made_at, last.id) : undefined,
    };
  }
}
