import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListReconciliations,
  type ReconciliationPage,
} from '../../../application/reconciliation/list-reconciliations.query.js';
import {
  cursorOf,
  cursorParts,
  RECONCILIATION_COLUMNS,
  reconciliationFrom,
  type ReconciliationRow,
} from './reconciliation-rows.js';

const DEFAULT_LIMIT = 50;
const FORM = [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

@QueryHandler(ListReconciliations)
export class ListReconciliationsHandler implements IQueryHandler<ListReconciliations> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({
    page: { limit = DEFAULT_LIMIT, cursor },
  }: ListReconciliations): Promise<ReconciliationPage> {
    const after = cursor === undefined ? [] : cursorParts(cursor, FORM);
    const found = await this.dataSource.query<ReconciliationRow[]>(
      `SELECT ${RECONCILIATION_COLUMNS} FROM reconciliations
        ${after.length > 0 ? 'WHERE (asked_at, id) < ($2, $3)' : ''}
        ORDER BY asked_at DESC, id DESC LIMIT $1`,
      [limit + 1, ...after],
    );
    const rows = found.slice(0, limit).map(reconciliationFrom);
    const last = rows.at(-1);
    const more = found.length > limit && last;
    return { rows, nextCursor: more ? cursorOf(last.askedAt.toISOString(), last.id) : undefined };
  }
}
