import type { ExportView } from '../../../application/export/export.views.js';
import { EXPORT_COLUMNS, PERIOD_GOES_BY } from '../../../application/export/export-columns.js';
import type { ExportCriteria, ExportPage } from '../../../application/export/list-exports.query.js';
import { Decimal } from '../../../application/shared/csv.port.js';
import { EXPORT_STATES, isUnderWay } from '../../../domain/export/export-states.js';
import { EXPORT_KEPT_DAYS } from '../../../domain/export/export.js';
import { by } from '../bookings/actor-name.js';
import { listHref } from '../bookings/bookings-view.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import type { Format } from '../views/format.js';
import { exportHref } from './export-form.js';
import { filterWords, KIND_LABELS, periodWords, sizeWords, STATE_BADGES } from './export-words.js';

/** One under way is looked at again so often. */
const REFRESH_MS = 1000;

/** What the address asks for; anything it can't mean is left out. */
export function criteriaFrom(query: FormFields): ExportCriteria {
  return {
    state: EXPORT_STATES.find((known) => known === textOf(query, 'status')),
    cursor: textOf(query, 'cursor') || undefined,
  };
}

export function addressOf({ state }: ExportCriteria, cursor?: string): string {
  const query = new URLSearchParams();
  if (state !== undefined) query.set('status', state);
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.size === 0 ? '/exports' : `/exports?${query.toString()}`;
}

export function exportsView(page: ExportPage, { state, cursor }: ExportCriteria, format: Format) {
  return {
    rows: page.rows.map((row) => rowView(row, format)),
    chips: [undefined, ...EXPORT_STATES.filter((each) => each !== 'queued')].map((each) => ({
      label: each === undefined ? 'All' : STATE_BADGES[each].label,
      href: addressOf({ state: each }),
      current: each === state,
    })),
    empty:
      page.rows.length === 0
        ? { label: state && STATE_BADGES[state].label, more: cursor !== undefined }
        : undefined,
    keptDays: EXPORT_KEPT_DAYS,
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor === undefined ? undefined : addressOf({ state }),
      next: page.nextCursor && addressOf({ state }, page.nextCursor),
    },
    refresh: page.rows.some((row) => isUnderWay(row.state)) ? REFRESH_MS : undefined,
  };
}

export function exportView(view: ExportView, format: Format) {
  const { kind, filter, period, totals } = view;
  const amounts = EXPORT_COLUMNS[kind].filter(({ isAmount }) => isAmount);
  return {
    ...rowView(view, format),
    onlyHref: filterWords(filter, view.customerName) && listHref(filter),
    goesBy: PERIOD_GOES_BY[kind],
    zone: view.timeZone,
    asOf: view.asOf,
    expiresAt: view.expiresAt,
    finishedAt: view.finishedAt,
    canceledBy: view.canceledBy && by(view.canceledBy),
    fileHref: view.state === 'ready' ? `/exports/${view.id}/file` : undefined,
    againHref: exportHref({ kind, filter, from: period.from, to: period.to }),
    isFailed: view.state === 'failed',
    isExpired: view.state === 'expired',
    reason: view.reason,
    currencies: totals.map(({ currency, rows }) => ({ currency, rows })),
    // What adds up to nothing needs no check.
    sums: amounts
      .filter(({ name }) => totals.some((total) => total.amounts[name] !== 0n))
      .map(({ name, meaning }) => ({
        name,
        meaning,
        sums: totals.map((total) => sumIn(total.amounts[name] ?? 0n, total.currency, format)),
      })),
    columns: EXPORT_COLUMNS[kind],
    refresh: isUnderWay(view.state) ? REFRESH_MS : undefined,
  };
}

function rowView(view: ExportView, format: Format) {
  const { id, state, rows, bytes } = view;
  return {
    id,
    href: `/exports/${id}`,
    what: KIND_LABELS[view.kind],
    only: filterWords(view.filter, view.customerName),
    isOfBookings: view.kind === 'bookings',
    period: periodWords(view.period, format),
    badge: STATE_BADGES[state],
    isUnderWay: isUnderWay(state),
    isRunning: state === 'running',
    isReady: state === 'ready',
    rows,
    size: sizeWords(bytes),
    hasFigures: state === 'running' || state === 'ready' || state === 'expired',
    requestedAt: view.requestedAt,
    requestedBy: by(view.requestedBy),
  };
}

/** Adding up can lead beyond the amounts that a payment may have. */
function sumIn(amount: bigint, currency: string, format: Format): string {
  if (amount <= BigInt(Number.MAX_SAFE_INTEGER)) return format.money(Number(amount), currency);
  return `${Decimal.ofMinorUnits(amount, currency).text} ${currency}`;
}
