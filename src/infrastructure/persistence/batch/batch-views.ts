import type { BatchSelection } from '../../../application/batch/batch-selection.js';
import type { BatchRow } from '../../../application/batch/batch.views.js';
import { BATCH_COLUMNS, deedFrom, type StoredBatch } from './batch-rows.js';

export type ListedBatch = StoredBatch & {
  readonly selection: Partial<Extract<BatchSelection, { matching: unknown }>>;
};

export const LISTED_BATCH_COLUMNS = `${BATCH_COLUMNS}, selection`;

export function batchRowFrom(row: ListedBatch): BatchRow {
  return {
    id: row.id,
    state: row.state,
    version: row.version,
    size: row.size,
    examined: row.examined,
    totals: row.totals,
    open: row.open,
    matching: row.selection.matching,
    made: { by: row.made_by, at: row.made_at },
    started: deedFrom(row.started_by, row.started_at),
    stopped: deedFrom(row.stopped_by, row.stopped_at),
    endedAt: row.ended_at ?? undefined,
  };
}
