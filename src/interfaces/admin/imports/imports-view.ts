import type {
  ImportRowView,
  ImportView,
  ImportWithHistory,
} from '../../../application/import/import.views.js';
import type { ImportRowCriteria, ImportRowPage } from '../../../application/import/list-import-rows.query.js';
import type { ImportCriteria, ImportPage } from '../../../application/import/list-imports.query.js';
import { labelOf, type ImportField } from '../../../domain/import/import-fields.js';
import { IMPORT_STATES, type ImportState } from '../../../domain/import/import-states.js';
import { toWrite } from '../../../domain/import/import.js';
import type { BookingRow } from '../../../domain/import/read-row.js';
import { VERDICTS, type Verdict } from '../../../domain/import/verdict.js';
import { by } from '../bookings/actor-name.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import type { Format } from '../views/format.js';
import {
  counted,
  IMPORT_BADGES,
  IMPORT_EVENTS,
  QUESTIONS,
  VERDICT_BADGES,
  WRITTEN_BADGE,
} from './import-words.js';

/** A page whose import goes on by itself looks again so often. */
const REFRESH_MS = 1500;

export function criteriaFrom(query: FormFields): ImportCriteria {
  const state = textOf(query, 'status');
  return {
    state: IMPORT_STATES.find((known) => known === state),
    cursor: textOf(query, 'cursor') || undefined,
  };
}

export function addressOf({ state }: ImportCriteria, cursor?: string): string {
  return address('/imports', { status: state, cursor });
}

export function rowCriteriaFrom(query: FormFields): ImportRowCriteria {
  const verdict = textOf(query, 'verdict');
  return {
    verdict: VERDICTS.find((known) => known === verdict),
    cursor: textOf(query, 'cursor') || undefined,
  };
}

export function rowAddressOf(id: string, { verdict }: ImportRowCriteria, cursor?: string): string {
  return address(`/imports/${id}`, { verdict, cursor });
}

export function importsView(page: ImportPage, criteria: ImportCriteria, format: Format) {
  const { state, cursor } = criteria;
  return {
    rows: page.rows.map((each) => importView(each, format)),
    chips: [undefined, ...IMPORT_STATES].map((each) => ({
      label: each === undefined ? 'All' : IMPORT_BADGES[each].label,
      href: addressOf({ state: each }),
      current: each === state,
    })),
    empty: page.rows.length === 0 && {
      more: cursor !== undefined,
      label: state && IMPORT_BADGES[state].label,
    },
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor === undefined ? undefined : addressOf(criteria),
      next: page.nextCursor && addressOf(criteria, page.nextCursor),
    },
  };
}

export function showView(
  found: ImportWithHistory,
  page: ImportRowPage,
  criteria: ImportRowCriteria,
  format: Format,
) {
  const { id, kind, state, counts, questions, earlier } = found;
  const { verdict, cursor } = criteria;
  return {
    import: importView(found, format),
    earlier: earlier && {
      href: `/imports/${earlier.id}`,
      at: earlier.uploadedAt,
      by: by(earlier.uploadedBy),
      badge: IMPORT_BADGES[earlier.state],
    },
    rowsKeptUntil: found.rowsKeptUntil,
    stumbled: found.stumbled && { again: found.stumbled.nextTryAt },
    asks: questions.map((each) => QUESTIONS[each]).join(', and '),
    rows: page.rows.map((row) => rowView(row, found, format)),
    isBookings: kind === 'bookings',
    chips: [undefined, ...VERDICTS]
      .filter((each) => each === undefined || each === verdict || (counts?.[each] ?? 0) > 0)
      .map((each) => ({
        label: each === undefined ? 'All rows' : chipLabel(each, state),
        count: each === undefined ? found.file.rows : (counts?.[each] ?? 0),
        href: rowAddressOf(id, { verdict: each }),
        current: each === verdict,
      })),
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor === undefined ? undefined : rowAddressOf(id, criteria),
      next: page.nextCursor && rowAddressOf(id, criteria, page.nextCursor),
    },
    events: found.events.map(({ id: event, type, cause }) => ({
      id: event,
      at: cause.at,
      by: by(cause.by),
      ...IMPORT_EVENTS[type],
    })),
    refresh: state === 'checking' || state === 'running' ? REFRESH_MS : undefined,
  };
}

/** Once it is done, what was new was written. */
function chipLabel(verdict: Verdict, state: ImportState): string {
  return (state === 'done' && verdict === 'new' ? WRITTEN_BADGE : VERDICT_BADGES[verdict]).label;
}

function importView(view: ImportView, format: Format) {
  const { id, kind, state, file, counts, checked, written } = view;
  const planned = counts ? toWrite(counts) : 0;
  const errors = counts?.error ?? 0;
  const isReady = state === 'ready';
  return {
    ...view,
    href: `/imports/${id}`,
    name: file.name,
    total: file.rows,
    what: kind === 'bookings' ? 'Bookings' : 'Customers',
    badge: isReady && errors > 0 ? { ...IMPORT_BADGES.ready, label: 'Has errors' } : IMPORT_BADGES[state],
    uploader: by(view.uploadedBy),
    starter: view.startedBy && by(view.startedBy),
    isChecking: state === 'checking',
    isReady,
    isRunning: state === 'running',
    isOver: state === 'done' || state === 'canceled',
    progress: state === 'running' ? { now: written, of: planned } : { now: checked, of: file.rows },
    planned,
    plannedWords: counted(kind, planned, format),
    writtenWords: counted(kind, written, format),
    errors,
    hasRows: counts !== undefined && !view.rowsRemovedAt,
    hasErrorsFile: errors > 0 && !view.rowsRemovedAt,
    hasCounts: counts !== undefined,
    counts,
    canStart: isReady && planned > 0,
    nothing: isReady && planned === 0,
  };
}

function rowView(view: ImportRowView, { kind, file, reading }: ImportView, format: Format) {
  const { number, cells, row, verdict, subject, written, errors, differences } = view;
  const raw = (field: ImportField) => {
    const column = reading.columns[field];
    return column === undefined ? '' : (cells[column] ?? '');
  };
  const booking = row && 'reference' in row ? (row satisfies BookingRow) : undefined;
  const badge = verdict && (written ? WRITTEN_BADGE : VERDICT_BADGES[verdict]);
  return {
    number,
    badge,
    href: subject && verdict !== 'error' ? `/${kind}/${subject}` : undefined,
    reference: raw('reference') || '–',
    service: raw('service'),
    name: raw('name') || '–',
    email: raw('email'),
    phone: raw('phone'),
    startsAt: booking?.startsAt,
    startsRaw: `${raw('starts_at')} ${raw('start_time')}`.trim() || '–',
    total: booking ? format.money(booking.total.amount, booking.total.currency) : raw('total') || '–',
    errors: errors.map(({ field, message }) => ({ label: labelOf(kind, field), message })),
    differences: differences.map(({ field, here, file: there }) => ({
      label: labelOf(kind, field),
      here: shown(field, here, format) || 'nothing',
      file: shown(field, there, format) || 'nothing',
    })),
    cells: file.headers.map((header, at) => ({ header, text: cells[at] ?? '' })),
  };
}

/** Times are kept to the moment, and shown as people read them. */
function shown(field: string, text: string, format: Format): string {
  return field === 'starts_at' ? format.dateTime(new Date(text)) : text;
}

function address(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
