import type { BookingFilter } from '../../../application/booking/list-bookings.query.js';
import type { ExportView } from '../../../application/export/export.views.js';
import type { ExportKind } from '../../../domain/export/export-order.js';
import type { ExportState } from '../../../domain/export/export-states.js';
import type { ExportData, ExportTotal } from '../../../domain/export/export.js';
import type { Actor } from '../../../domain/shared/actor.js';

interface StoredTotal {
  readonly currency: string;
  readonly rows: number;
  /** Minor units, as text: JSON has no numbers that large. */
  readonly amounts: Readonly<Record<string, string>>;
}

/** As the driver gives it: `bigint` is text. */
export interface ExportRow {
  readonly id: string;
  readonly kind: ExportKind;
  readonly filter: BookingFilter;
  readonly period_from: string | null;
  readonly period_to: string | null;
  readonly time_zone: string;
  readonly state: ExportState;
  readonly attempt_id: string | null;
  readonly attempt_heard_at: Date | null;
  readonly attempts: number;
  readonly rows: string;
  readonly bytes: string;
  readonly as_of: Date | null;
  readonly totals: readonly StoredTotal[] | null;
  readonly reason: string | null;
  readonly requested_at: Date;
  readonly requested_by: Actor;
  readonly finished_at: Date | null;
  readonly canceled_by: Actor | null;
  readonly expires_at: Date | null;
}

export interface ListedExport extends ExportRow {
  readonly customer_name: string | null;
}

export const EXPORT_COLUMNS = `e.id, e.kind, e.filter, e.period_from::text, e.period_to::text, e.time_zone, e.state,
  e.attempt_id, e.attempt_heard_at, e.attempts, e.rows, e.bytes, e.as_of, e.totals, e.reason, e.requested_at,
  e.requested_by, e.finished_at, e.canceled_by, e.expires_at`;

/** With the name of the customer that the filter is about. */
export const EXPORT_SELECT = `
  SELECT ${EXPORT_COLUMNS},
         (SELECT c.name FROM customers c WHERE c.id = (e.filter ->> 'customer')::uuid) AS customer_name
    FROM exports e`;

export function exportFrom(row: ExportRow): ExportData {
  return {
    id: row.id,
    kind: row.kind,
    filter: row.filter,
    period: { from: row.period_from ?? undefined, to: row.period_to ?? undefined },
    timeZone: row.time_zone,
    state: row.state,
    attempt:
      row.attempt_id !== null && row.attempt_heard_at !== null
        ? { id: row.attempt_id, heardAt: row.attempt_heard_at }
        : undefined,
    attempts: row.attempts,
    written: row.as_of ? { asOf: row.as_of, totals: totalsFrom(row) } : undefined,
    reason: row.reason ?? undefined,
    requestedAt: row.requested_at,
    requestedBy: row.requested_by,
    finishedAt: row.finished_at ?? undefined,
    canceledBy: row.canceled_by ?? undefined,
    expiresAt: row.expires_at ?? undefined,
  };
}

export function exportViewFrom(row: ListedExport): ExportView {
  return {
    id: row.id,
    kind: row.kind,
    filter: row.filter,
    customerName: row.customer_name ?? undefined,
    period: { from: row.period_from ?? undefined, to: row.period_to ?? undefined },
    timeZone: row.time_zone,
    state: row.state,
    rows: Number(row.rows),
    bytes: Number(row.bytes),
    totals: totalsFrom(row),
    asOf: row.as_of ?? undefined,
    reason: row.reason ?? undefined,
    requestedAt: row.requested_at,
    requestedBy: row.requested_by,
    finishedAt: row.finished_at ?? undefined,
    canceledBy: row.canceled_by ?? undefined,
    expiresAt: row.expires_at ?? undefined,
  };
}

export function storedTotals(totals: readonly ExportTotal[]): readonly StoredTotal[] {
  return totals.map(({ currency, rows, amounts }) => ({
    currency,
    rows,
    amounts: Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)])),
  }));
}

function totalsFrom({ totals }: ExportRow): readonly ExportTotal[] {
  return (totals ?? []).map(({ currency, rows, amounts }) => ({
    currency,
    rows,
    amounts: Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, BigInt(amount)])),
  }));
}
