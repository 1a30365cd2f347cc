import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import {
  GetReconciliation,
  type ReconciliationWithFindings,
} from '../../../application/reconciliation/get-reconciliation.query.js';
import { ReconciliationNotFound } from '../../../application/reconciliation/reconciliation-requests.port.js';
import { cursorOf, cursorParts } from '../cursor.js';
import {
  findingFrom,
  RECONCILIATION_COLUMNS,
  reconciliationFrom,
  type FindingRow,
  type ReconciliationRow,
} from './reconciliation-rows.js';

const DEFAULT_LIMIT = 50;

@QueryHandler(GetReconciliation)
export class GetReconciliationHandler implements IQueryHandler<GetReconciliation> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id, page }: GetReconciliation): Promise<ReconciliationWithFindings> {
    const { limit = DEFAULT_LIMIT, cursor } = page;
    if (!isUuid(id)) throw new ReconciliationNotFound(id);
    const [after = '0'] =
      cursor === undefined ? [] : cursorParts(cursor, [(part) => /^\d{1,18}$/.test(part)]);
    const [row] = await this.dataSource.query<ReconciliationRow[]>(
      `SELECT ${RECONCILIATION_COLUMNS} FROM reconciliations WHERE id = $1`,
      [id],
    );
    if (!row) throw new ReconciliationNotFound(id);
    const found = await this.dataSource.query<FindingRow[]>(
      `SELECT f.id, f.at, f.booking_id, b.reference, b.customer_name, b.currency, f.payment_id, f.payment_intent,
              f.differences, f.events, f.outcome, f.note
         FROM reconciliation_findings f JOIN bookings b ON b.id = f.booking_id
        WHERE f.reconciliation_id = $1 AND f.id > $2 ORDER BY f.id LIMIT $3`,
      [id, after, limit + 1],
    );
    const findings = found.slice(0, limit).map(findingFrom);
    const last = findings.at(-1);
    const nextCursor = found.length > limit && last ? cursorOf(last.id) : undefined;
    return { ...reconciliationFrom(row), findings, nextCursor };
  }
}
