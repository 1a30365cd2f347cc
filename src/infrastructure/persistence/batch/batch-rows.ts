import type { BatchState } from '../../../domain/batch/batch-states.js';
import { ChargeBatch, type BatchTotal } from '../../../domain/batch/charge-batch.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { Money } from '../../../domain/shared/money.js';

export interface StoredBatch {
  readonly id: string;
  readonly state: BatchState;
  readonly version: number;
  readonly size: number;
  readonly examined: number;
  readonly totals: readonly StoredTotal[];
  readonly open: number;
  readonly stopped: number;
  readonly lanes: readonly number[];
  readonly made_by: Actor;
  readonly made_at: Date;
  readonly started_by: Actor | null;
  readonly started_at: Date | null;
  readonly stopped_by: Actor | null;
  readonly stopped_at: Date | null;
  readonly ended_at: Date | null;
}

export interface StoredTotal {
  readonly amount: number;
  readonly currency: string;
  readonly bookings: number;
}

export const BATCH_COLUMNS = `id, state, version, size, examined, totals, open, stopped, lanes, made_by, made_at,
  started_by, started_at, stopped_by, stopped_at, ended_at`;

export function batchFrom(row: StoredBatch): ChargeBatch {
  return ChargeBatch.restore({
    id: row.id,
    state: row.state,
    version: row.version,
    size: row.size,
    examined: row.examined,
    totals: row.totals.map(({ amount, currency, bookings }) => ({
      amount: Money.of(amount, currency),
      bookings,
    })),
    open: row.open,
    stopped: row.stopped,
    lanes: row.lanes,
    made: { by: row.made_by, at: row.made_at },
    started: deedFrom(row.started_by, row.started_at),
    stoppedBy: deedFrom(row.stopped_by, row.stopped_at),
    endedAt: row.ended_at ?? undefined,
  });
}

export function totalsAsJson(totals: readonly BatchTotal[]): string {
  const stored: StoredTotal[] = totals.map(({ amount, bookings }) => ({ ...amount.toJSON(), bookings }));
  return JSON.stringify(stored);
}

export function deedFrom(by: Actor | null, at: Date | null): { by: Actor; at: Date } | undefined {
  return by && at ? { by, at } : undefined;
}
