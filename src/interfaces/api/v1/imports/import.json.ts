import { ApiProperty } from '@nestjs/swagger';
import type {
  ImportRowView,
  ImportView,
  ImportWithHistory,
} from '../../../../application/import/import.views.js';
import { IMPORT_FIELDS, IMPORT_KINDS } from '../../../../domain/import/import-fields.js';
import { IMPORT_STATES } from '../../../../domain/import/import-states.js';
import { IMPORT_ROWS_KEPT_DAYS, toWrite } from '../../../../domain/import/import.js';
import type { BookingRow, CustomerRow } from '../../../../domain/import/read-row.js';
import { VERDICTS } from '../../../../domain/import/verdict.js';
import { DECIMAL_SIGNS } from '../../../../domain/import/written-amount.js';
import { DATE_ORDERS } from '../../../../domain/import/written-time.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CauseJson } from '../cause.json.js';

const AMONG_THEM =
  '`new`: would be written; `completes`: the customer is here, and gets the phone number that they lack; `same`: is here already; `differs`: is here otherwise, and stays as it is; `error`: can’t be read';

class ImportColumnJson {
  @ApiProperty({ type: String, enum: [...IMPORT_FIELDS] })
  field!: string;

  @ApiProperty({ type: String, description: 'The column’s name in the file' })
  header!: string;
}

class ImportReadingJson {
  @ApiProperty({ type: () => [ImportColumnJson] })
  columns!: ImportColumnJson[];

  @ApiProperty({ type: String, enum: [...DATE_ORDERS, null], nullable: true })
  dates!: string | null;

  @ApiProperty({ type: String, enum: [...DECIMAL_SIGNS, null], nullable: true })
  decimal!: string | null;

  @ApiProperty({ type: String, nullable: true })
  currency!: string | null;
}

class VerdictCountsJson {
  @ApiProperty({ type: 'integer' })
  new!: number;

  @ApiProperty({ type: 'integer' })
  completes!: number;

  @ApiProperty({ type: 'integer' })
  same!: number;

  @ApiProperty({ type: 'integer' })
  differs!: number;

  @ApiProperty({ type: 'integer' })
  error!: number;
}

/** An import, as a list has it. */
export class ImportJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, enum: [...IMPORT_KINDS] })
  kind!: string;

  @ApiProperty({
    type: String,
    enum: [...IMPORT_STATES],
    description:
      '`checking`: its rows are being looked at; `ready`: to be started; `running`: rows are being written; `canceled`: stopped, what was written until then stays',
  })
  state!: string;

  @ApiProperty({ type: 'integer', description: 'For If-Match' })
  version!: number;

  @ApiProperty({ type: String, example: 'bookings.csv' })
  file_name!: string;

  @ApiProperty({ type: String, description: 'Of the file: the same one has the same' })
  sha256!: string;

  @ApiProperty({ type: [String], description: 'The names of its columns' })
  headers!: string[];

  @ApiProperty({ type: () => ImportReadingJson, description: 'How it is understood' })
  reading!: ImportReadingJson;

  @ApiProperty({
    type: [String],
    enum: ['columns', 'currency', 'dates', 'decimal'],
    description: 'What has to be said of it before all of its rows can be read',
  })
  questions!: string[];

  @ApiProperty({ type: 'integer', description: 'How many there are, without the names of the columns' })
  rows!: number;

  @ApiProperty({ type: 'integer', description: 'How many of them were looked at' })
  checked!: number;

  @ApiProperty({
    type: () => VerdictCountsJson,
    nullable: true,
    description: `Once all were. ${AMONG_THEM}`,
  })
  counts!: VerdictCountsJson | null;

  @ApiProperty({ type: 'integer', description: 'How many would be written by it, or were to be' })
  to_write!: number;

  @ApiProperty({ type: 'integer', description: 'How many were' })
  written!: number;

  @ApiProperty({ type: () => CauseJson })
  uploaded_by!: CauseJson;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  uploaded_at!: string;

  @ApiProperty({ type: () => CauseJson, nullable: true })
  started_by!: CauseJson | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'UTC' })
  finished_at!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: `The rows are kept for ${IMPORT_ROWS_KEPT_DAYS} days after the last thing that happened to the import; the counts stay. UTC`,
  })
  rows_removed_at!: string | null;
}

class EarlierImportJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, enum: [...IMPORT_STATES] })
  state!: string;

  @ApiProperty({ type: () => CauseJson })
  uploaded_by!: CauseJson;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  uploaded_at!: string;
}

class ImportEventJson {
  @ApiProperty({
    type: String,
    enum: [
      'import_uploaded',
      'import_reading_changed',
      'import_checked',
      'import_started',
      'import_finished',
      'import_canceled',
    ],
  })
  type!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  at!: string;

  @ApiProperty({ type: () => CauseJson })
  by!: CauseJson;
}

class ImportStumbledJson {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it is tried again; null when it isn’t any more: cancel the import then. UTC',
  })
  next_try_at!: string | null;
}

export class ImportWithHistoryJson extends ImportJson {
  @ApiProperty({
    type: () => ImportStumbledJson,
    nullable: true,
    description: 'While it is `checking` or `running`, and its next step failed',
  })
  stumbled!: ImportStumbledJson | null;

  @ApiProperty({
    type: () => EarlierImportJson,
    nullable: true,
    description: 'The import before it of the very same file',
  })
  earlier!: EarlierImportJson | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when the rows are kept, unless something happens to the import before; UTC',
  })
  rows_kept_until!: string | null;

  @ApiProperty({ type: () => [ImportEventJson], description: 'Newest first' })
  events!: ImportEventJson[];
}

export class ImportPageJson {
  @ApiProperty({ type: () => [ImportJson], description: 'Newest first' })
  data!: ImportJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

class ImportedTotalJson {
  @ApiProperty({ type: 'integer', description: 'Minor units' })
  amount!: number;

  @ApiProperty({ type: String })
  currency!: string;
}

class ReadRowJson {
  @ApiProperty({ type: String, required: false })
  reference?: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String })
  email!: string;

  @ApiProperty({ type: String, nullable: true })
  phone!: string | null;

  @ApiProperty({ type: String, required: false })
  service?: string;

  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'UTC' })
  starts_at?: string;

  @ApiProperty({ type: () => ImportedTotalJson, required: false })
  total?: ImportedTotalJson;

  @ApiProperty({ type: String, required: false, description: 'Only when the file says so' })
  payment_option?: string;
}

class RowErrorJson {
  @ApiProperty({ type: String, description: 'Of the row; `row` when it is about all of it' })
  field!: string;

  @ApiProperty({ type: String, description: 'To be read after the name of the field' })
  message!: string;
}

class RowDifferenceJson {
  @ApiProperty({ type: String })
  field!: string;

  @ApiProperty({ type: String })
  here!: string;

  @ApiProperty({ type: String })
  file!: string;
}

export class ImportRowJson {
  @ApiProperty({
    type: 'integer',
    description: 'As a spreadsheet counts them: the names of the columns are row 1',
  })
  number!: number;

  @ApiProperty({ type: [String] })
  cells!: string[];

  @ApiProperty({
    type: String,
    enum: [...VERDICTS, null],
    nullable: true,
    description: `null until it was looked at. ${AMONG_THEM}`,
  })
  verdict!: string | null;

  @ApiProperty({ type: () => ReadRowJson, nullable: true, description: 'As it was understood' })
  read!: ReadRowJson | null;

  @ApiProperty({ type: () => [RowErrorJson] })
  errors!: RowErrorJson[];

  @ApiProperty({ type: () => [RowDifferenceJson], description: 'What is here, and what the file says' })
  differences!: RowDifferenceJson[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The booking or customer that it is, once there is one',
  })
  subject!: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether this import wrote it' })
  written!: boolean;
}

export class ImportRowPageJson {
  @ApiProperty({ type: () => [ImportRowJson], description: 'In the order of the file' })
  data!: ImportRowJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function importJson(view: ImportView): ImportJson {
  const { file, reading, counts } = view;
  return {
    id: view.id,
    kind: view.kind,
    state: view.state,
    version: view.version,
    file_name: file.name,
    sha256: file.sha256,
    headers: [...file.headers],
    reading: {
      columns: Object.entries(reading.columns).map(([field, column]) => ({
        field,
        header: file.headers[column] ?? '',
      })),
      dates: reading.dates ?? null,
      decimal: reading.decimal ?? null,
      currency: reading.currency ?? null,
    },
    questions: [...view.questions],
    rows: file.rows,
    checked: view.checked,
    counts: counts ? { ...counts } : null,
    to_write: counts ? toWrite(counts) : 0,
    written: view.written,
    uploaded_by: whoJson(view.uploadedBy),
    uploaded_at: view.uploadedAt.toISOString(),
    started_by: view.startedBy ? whoJson(view.startedBy) : null,
    finished_at: view.finishedAt?.toISOString() ?? null,
    rows_removed_at: view.rowsRemovedAt?.toISOString() ?? null,
  };
}

export function importWithHistoryJson(view: ImportWithHistory): ImportWithHistoryJson {
  const { earlier, events } = view;
  return {
    ...importJson(view),
    earlier: earlier
      ? {
          id: earlier.id,
          state: earlier.state,
          uploaded_by: whoJson(earlier.uploadedBy),
          uploaded_at: earlier.uploadedAt.toISOString(),
        }
      : null,
    stumbled: view.stumbled ? { next_try_at: view.stumbled.nextTryAt?.toISOString() ?? null } : null,
    rows_kept_until: view.rowsKeptUntil?.toISOString() ?? null,
    events: events.map(({ type, cause }) => ({
      type,
      at: cause.at.toISOString(),
      by: whoJson(cause.by),
    })),
  };
}

export function importRowJson(view: ImportRowView): ImportRowJson {
  return {
    number: view.number,
    cells: [...view.cells],
    verdict: view.verdict ?? null,
    read: view.row ? readRowJson(view.row) : null,
    errors: view.errors.map(({ field, message }) => ({ field, message })),
    differences: view.differences.map((each) => ({ ...each })),
    subject: view.subject ?? null,
    written: view.written ?? false,
  };
}

function readRowJson(row: BookingRow | CustomerRow): ReadRowJson {
  const who = { name: row.name, email: row.email, phone: row.phone ?? null };
  if (!('reference' in row)) return who;
  return {
    reference: row.reference,
    ...who,
    service: row.service,
    starts_at: row.startsAt.toISOString(),
    total: row.total.toJSON(),
    ...(row.paymentOption ? { payment_option: row.paymentOption } : {}),
  };
}

function whoJson({ kind, name }: Actor): CauseJson {
  return { kind, name };
}
