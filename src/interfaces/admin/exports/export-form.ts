import type { BookingFilter } from '../../../application/booking/list-bookings.query.js';
import { EXPORT_KINDS, type ExportKind, type ExportPeriod } from '../../../domain/export/export-order.js';
import { criteriaFrom, listHref } from '../bookings/bookings-view.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { filterWords, KIND_HINTS, KIND_LABELS } from './export-words.js';

const PERIODS = [
  ['all', 'All time'],
  ['this_month', 'This month'],
  ['last_month', 'Last month'],
  ['own', 'From one day to another'],
] as const;
type PeriodChoice = (typeof PERIODS)[number][0];

/** What was chosen and typed, as the form shows it again. */
export interface TypedExport {
  readonly kind: ExportKind;
  readonly filter: BookingFilter;
  readonly period: PeriodChoice;
  readonly from: string;
  readonly to: string;
}

export interface ExportProblem {
  /** Undefined: about the form as a whole. */
  readonly field?: 'from' | 'to';
  readonly message: string;
}

export function typedExport(fields: FormFields): TypedExport {
  const { sort: _sort, limit: _limit, cursor: _cursor, ...filter } = criteriaFrom(fields);
  const [from, to] = [textOf(fields, 'from').trim(), textOf(fields, 'to').trim()];
  const period = PERIODS.find(([value]) => value === textOf(fields, 'period'))?.[0];
  return {
    kind: EXPORT_KINDS.find((known) => known === textOf(fields, 'kind')) ?? 'bookings',
    filter,
    period: period ?? (from === '' && to === '' ? 'all' : 'own'),
    from,
    to,
  };
}

/** The days in question. `today`: at the business. */
export function periodOf({ period, from, to }: TypedExport, today: string): ExportPeriod | ExportProblem {
  switch (period) {
    case 'all':
      return {};
    case 'this_month':
      return monthOf(today);
    case 'last_month':
      return monthOf(dayBefore(`${today.slice(0, 7)}-01`));
    case 'own':
      if (from === '' && to === '') return { field: 'from', message: 'Choose the first day, or the last.' };
      return { from: from || undefined, to: to || undefined };
  }
}

export function exportFormView(
  typed: TypedExport,
  customerName: string | undefined,
  problem: ExportProblem | undefined,
) {
  const { kind, filter, period } = typed;
  const words = filterWords(filter, customerName);
  return {
    ...typed,
    kinds: EXPORT_KINDS.map((value) => ({
      value,
      label: KIND_LABELS[value],
      hint: KIND_HINTS[value],
      chosen: value === kind,
    })),
    periods: PERIODS.map(([value, label]) => ({ value, label, chosen: value === period })),
    only: words,
    onlyHref: words && listHref(filter),
    fields: filterFields(filter),
    allHref: exportHref({ kind, from: typed.from, to: typed.to }),
    problems: problem?.field ? { [problem.field]: problem.message } : {},
    problem: problem && !problem.field ? problem.message : undefined,
  };
}

/** The form with these in it. */
export function exportHref(wanted: {
  readonly kind?: ExportKind;
  readonly filter?: BookingFilter;
  readonly from?: string;
  readonly to?: string;
}): string {
  const query = new URLSearchParams();
  if (wanted.kind) query.set('kind', wanted.kind);
  for (const { name, value } of filterFields(wanted.filter ?? {})) query.set(name, value);
  if (wanted.from) query.set('from', wanted.from);
  if (wanted.to) query.set('to', wanted.to);
  return query.size === 0 ? '/exports/new' : `/exports/new?${query.toString()}`;
}

/** As the address of the list has them. */
function filterFields(filter: BookingFilter): { readonly name: string; readonly value: string }[] {
  const query = new URLSearchParams(listHref(filter).split('?')[1] ?? '');
  return [...query].map(([name, value]) => ({ name, value }));
}

function monthOf(day: string): ExportPeriod {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { from: `${day.slice(0, 7)}-01`, to: `${day.slice(0, 7)}-${String(last).padStart(2, '0')}` };
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
