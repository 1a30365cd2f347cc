import type { DataSource } from 'typeorm';
import {
  ReconciliationRequests,
  ReconciliationUnderWay,
  type RequestedReconciliation,
} from '../../../application/reconciliation/reconciliation-requests.port.js';

export class PostgresReconciliationRequests extends ReconciliationRequests {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async add({ id, since, until, dryRun, by }: RequestedReconciliation): Promise<void> {
    const added = await this.dataSource.query<unknown[]>(
      `INSERT INTO reconciliations (id, kind, state, since, until, dry_run, asked_by, next_at)
       VALUES ($1, 'deep', 'waiting', $2, $3, $4, $5, now()) ON CONFLICT DO NOTHING RETURNING id`,
      [id, since, until, dryRun, JSON.stringify(by)],
    );
    if (added.length > 0) return;
    const [inTheWay] = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM reconciliations
        WHERE id = $1 OR (kind = 'deep' AND next_at IS NOT NULL AND asked_by ->> 'kind' <> 'system')
        ORDER BY id <> $1 LIMIT 1`,
      [id],
    );
    // What was in the way may have ended just now.
    if (!inTheWay) return this.add({ id, since, until, dryRun, by });
    if (inTheWay.id !== id) throw new ReconciliationUnderWay(inTheWay.id);
  }
}
