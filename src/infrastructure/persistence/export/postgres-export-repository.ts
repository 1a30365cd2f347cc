import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { ExportRepository } from '../../../application/export/export.repository.port.js';
import { ExportNotFound } from '../../../domain/export/export-errors.js';
import { Export } from '../../../domain/export/export.js';
import { EXPORT_COLUMNS, exportFrom, storedTotals, type ExportRow } from './export-rows.js';

export class PostgresExportRepository implements ExportRepository {
  constructor(private readonly manager: EntityManager) {}

  async add(wanted: Export): Promise<void> {
    const { id, kind, filter, period, timeZone, state, attempts, requestedAt, requestedBy } = wanted.toData();
    await this.manager.query(
      `INSERT INTO exports (id, kind, filter, period_from, period_to, time_zone, state, attempts, requested_at,
                            requested_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
      [
        ...[
          id,
          kind,
          JSON.stringify(filter),
          period.from ?? null,
          period.to ?? null,
          timeZone,
          state,
          attempts,
        ],
        ...[requestedAt, JSON.stringify(requestedBy)],
      ],
    );
  }

  async lock(id: string): Promise<Export> {
    const [row] = isUuid(id)
      ? await this.manager.query<ExportRow[]>(
          `SELECT ${EXPORT_COLUMNS} FROM exports e WHERE e.id = $1 FOR UPDATE`,
          [id],
        )
      : [];
    if (!row) throw new ExportNotFound(id);
    return Export.restore(exportFrom(row));
  }

  async save(changed: Export): Promise<void> {
    const { id, state, attempt, attempts, written, reason, finishedAt, canceledBy, expiresAt } =
      changed.toData();
    // What was written stays where the same attempt goes on or has finished; everybody else begins with nothing.
    const [[emptied]] = await this.manager.query<[unknown[], number]>(
      `UPDATE exports SET rows = 0, bytes = 0
        WHERE id = $1 AND $2 <> 'ready' AND NOT ($2 = 'running' AND attempt_id IS NOT DISTINCT FROM $3)
       RETURNING id`,
      [id, state, attempt?.id ?? null],
    );
    if (emptied) await this.manager.query(`DELETE FROM export_pieces WHERE export_id = $1`, [id]);
    await this.manager.query(
      `UPDATE exports
          SET state = $2, attempt_id = $3, attempt_heard_at = $4, attempts = $5, as_of = $6, totals = $7,
              reason = $8, finished_at = $9, canceled_by = $10, expires_at = $11
        WHERE id = $1`,
      [
        ...[id, state, attempt?.id ?? null, attempt?.heardAt ?? null, attempts, written?.asOf ?? null],
        written ? JSON.stringify(storedTotals(written.totals)) : null,
        ...[reason ?? null, finishedAt ?? null, canceledBy ? JSON.stringify(canceledBy) : null],
        expiresAt ?? null,
      ],
    );
  }
}
