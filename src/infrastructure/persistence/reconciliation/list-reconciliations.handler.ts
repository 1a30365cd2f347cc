import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListReconciliations,
  type ReconciliationPage,
} from '../../../application/reconciliation/list-reconciliations.query.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { RECONCILIATION_COLUMNS, reconciliationFrom, type ReconciliationRow } from './reconciliation-rows.js';

const DEFAULT_LIMIT = 50;

@QueryHandler(ListReconciliations)
export class ListReconciliationsHandler implements IQueryHandler<ListReconciliations> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({
    page: { limit = DEFAULT_LIMIT, cursor },
  }: ListReconciliations): Promise<ReconciliationPage> {
    const after = cursor === undefined ? [] : cursorParts(cursor, [isInstant, isUuid]);
    const found = await this.dataSource.query<ReconciliationRow[]>(
      `SELECT ${RECONCILIATION_COLUMNS} FROM reconciliations
        ${after.length > 0 ? 'WHERE (asked_at, id) < ($2, $3)' : ''}
        ORDER BY asked_at DESC, id DESC LIMIT $1`,
      [limit + 1, ...after],
    );
    const rows = found.slice(0, limit).map(reconciliationFrom);
    const last = rows.at(-1);
    const more = found.length > limit && last;
    return { rows, nextCursor: more ? cursorOf(last.askedAt, last.id) : undefined };
  }
}
