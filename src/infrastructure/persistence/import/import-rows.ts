import type { ImportKind } from '../../../domain/import/import-fields.js';
import type { ImportState } from '../../../domain/import/import-states.js';
import type { ImportData, VerdictCounts } from '../../../domain/import/import.js';
import type {
  BookingRow,
  CustomerRow,
  ImportQuestion,
  ImportReading,
} from '../../../domain/import/read-row.js';
import type { PaymentOption } from '../../../domain/booking/booking-data.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { Money } from '../../../domain/shared/money.js';

export interface StoredImport {
  readonly id: string;
  readonly kind: ImportKind;
  readonly state: ImportState;
  readonly version: number;
  readonly file_name: string;
  readonly file_sha256: string;
  readonly headers: readonly string[];
  readonly delimiter: ',' | ';' | '\t';
  readonly rows: number;
  readonly reading: ImportReading;
  readonly checked_to: number;
  readonly checked: number;
  readonly counts: VerdictCounts | null;
  readonly questions: readonly ImportQuestion[];
  readonly written_to: number;
  readonly written: number;
  readonly uploaded_by: Actor;
  readonly uploaded_at: Date;
  readonly started_by: Actor | null;
  readonly finished_at: Date | null;
  readonly rows_removed_at: Date | null;
}

export function importFrom(row: StoredImport): ImportData {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    version: row.version,
    file: {
      name: row.file_name,
      sha256: row.file_sha256,
      headers: row.headers,
      delimiter: row.delimiter,
      rows: row.rows,
    },
    reading: row.reading,
    checkedTo: row.checked_to,
    checked: row.checked,
    ...(row.counts ? { counts: row.counts } : {}),
    questions: row.questions,
    writtenTo: row.written_to,
    written: row.written,
    uploadedBy: row.uploaded_by,
    uploadedAt: row.uploaded_at,
    ...(row.started_by ? { startedBy: row.started_by } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at } : {}),
    ...(row.rows_removed_at ? { rowsRemovedAt: row.rows_removed_at } : {}),
  };
}

export function importColumns(data: ImportData): Record<string, unknown> {
  return {
    kind: data.kind,
    state: data.state,
    version: data.version,
    file_name: data.file.name,
    file_sha256: data.file.sha256,
    headers: JSON.stringify(data.file.headers),
    delimiter: data.file.delimiter,
    rows: data.file.rows,
    reading: JSON.stringify(data.reading),
    checked_to: data.checkedTo,
    checked: data.checked,
    counts: data.counts ? JSON.stringify(data.counts) : null,
    questions: JSON.stringify(data.questions),
    written_to: data.writtenTo,
    written: data.written,
    uploaded_by: JSON.stringify(data.uploadedBy),
    uploaded_at: data.uploadedAt,
    started_by: data.startedBy ? JSON.stringify(data.startedBy) : null,
    finished_at: data.finishedAt ?? null,
    rows_removed_at: data.rowsRemovedAt ?? null,
  };
}

/** A row as it was understood, as JSON keeps it. */
export interface StoredRow extends CustomerRow {
  readonly reference?: string;
  readonly service?: string;
  readonly startsAt?: string;
  readonly total?: { readonly amount: number; readonly currency: string };
  readonly paymentOption?: PaymentOption;
}

export function bookingRowFrom(stored: StoredRow): BookingRow {
  const { reference = '', service = '', startsAt = '', total, ...rest } = stored;
  if (!total) throw new Error(`The row of booking ${reference} has no total.`);
  return {
    ...rest,
    reference,
    service,
    startsAt: new Date(startsAt),
    total: Money.of(total.amount, total.currency),
  };
}
