import type { Actor, Cause } from '../shared/actor.js';
import { exponentOf } from '../shared/currency.js';
import { FIELDS_OF, type ImportKind } from './import-fields.js';
import {
  ColumnsRefused,
  ImportChanged,
  ImportNotInState,
  NothingToImport,
  RowsWithErrors,
} from './import-errors.js';
import type { ImportQuestion, ImportReading } from './read-row.js';
import { IMPORT_TRANSITIONS, type ImportState } from './import-states.js';
import { VERDICTS, WRITTEN, type Verdict } from './verdict.js';

/** How many rows there are of each verdict. */
export type VerdictCounts = Readonly<Record<Verdict, number>>;

export interface ImportFile {
  readonly name: string;
  /** Of its bytes, so that the same file is known again. */
  readonly sha256: string;
  /** The names of its columns. */
  readonly headers: readonly string[];
  readonly delimiter: ',' | ';' | '\t';
  readonly rows: number;
}

export interface ImportData {
  readonly id: string;
  readonly kind: ImportKind;
  readonly file: ImportFile;
  readonly reading: ImportReading;
  readonly state: ImportState;
  /** Grows with each decision about it and when it is checked; what people confirm is bound to the version they saw. */
  readonly version: number;
  /** How far it is checked, and written: the number of the last row, as a spreadsheet counts them. */
  readonly checkedTo: number;
  readonly writtenTo: number;
  readonly checked: number;
  /** Known once all of it is checked. */
  readonly counts?: VerdictCounts;
  /** What has to be said of the file before all of its rows can be read. */
  readonly questions: readonly ImportQuestion[];
  /** What came of the rows so far, once it runs. */
  readonly written: number;
  readonly uploadedBy: Actor;
  readonly uploadedAt: Date;
  readonly startedBy?: Actor;
  readonly finishedAt?: Date;
  /** Since then nothing of what the file said is here any more, only what came of it. */
  readonly rowsRemovedAt?: Date;
}

/** What happened to an import, in the past tense. */
export interface ImportEvent {
  readonly type:
    | 'import_uploaded'
    | 'import_reading_changed'
    | 'import_checked'
    | 'import_started'
    | 'import_finished'
    | 'import_canceled'
    | 'import_rows_removed';
  readonly cause: Cause;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Rows are other people’s data: so long after the last thing that happened to the import they are kept. */
export const IMPORT_ROWS_KEPT_DAYS = 30;

/** The first row is the one with the names of the columns. */
const BEFORE_FIRST_ROW = 1;

/**
 * A file of bookings or customers on its way in: checked row by row, looked at by people, then written, in steps that
 * are stored whole. The rows are kept apart; this knows how far each step got.
 */
export class Import {
  readonly events: ImportEvent[] = [];

  private constructor(private data: ImportData) {}

  static upload(details: Pick<ImportData, 'id' | 'kind' | 'file' | 'reading'>, cause: Cause): Import {
    requireReading(details.kind, details.reading, details.file.headers.length);
    const uploaded = new Import({
      ...details,
      state: 'checking',
      version: 1,
      checkedTo: BEFORE_FIRST_ROW,
      writtenTo: BEFORE_FIRST_ROW,
      checked: 0,
      questions: [],
      written: 0,
      uploadedBy: cause.by,
      uploadedAt: cause.at,
    });
    uploaded.record('import_uploaded', cause);
    return uploaded;
  }

  static restore(data: ImportData): Import {
    return new Import(data);
  }

  get id(): string {
    return this.data.id;
  }

  get kind(): ImportKind {
    return this.data.kind;
  }

  get file(): ImportFile {
    return this.data.file;
  }

  get reading(): ImportReading {
    return this.data.reading;
  }

  get state(): ImportState {
    return this.data.state;
  }

  get version(): number {
    return this.data.version;
  }

  get checkedTo(): number {
    return this.data.checkedTo;
  }

  get writtenTo(): number {
    return this.data.writtenTo;
  }

  /** Throws ImportChanged unless `version` (when given) is the current one. */
  expectVersion(version: number | undefined): void {
    if (version !== undefined && version !== this.data.version)
      throw new ImportChanged(version, this.data.version);
  }

  /** Has all rows checked anew. Throws ImportNotInState, ColumnsRefused and `unknown_currency`. */
  read(reading: ImportReading, cause: Cause): void {
    this.become('checking', 'read otherwise');
    requireReading(this.kind, reading, this.file.headers.length);
    this.change({ reading, checkedTo: BEFORE_FIRST_ROW, checked: 0, counts: undefined, questions: [] });
    this.record('import_reading_changed', cause);
  }

  /** Some more rows were looked at, up to the one with this number. */
  recordChecked(rows: number, to: number): void {
    this.require('checking', 'checked');
    this.change({ checked: this.data.checked + rows, checkedTo: to });
  }

  /** All rows were looked at. */
  recordAllChecked(counts: VerdictCounts, questions: readonly ImportQuestion[], cause: Cause): void {
    this.become('ready', 'checked');
    this.change({ counts, questions, checked: this.file.rows });
    this.record('import_checked', cause, { counts });
  }

  /**
   * Decides to write all rows that are new. `leaveOut`: how many rows with errors are left out on purpose, which must be
   * all of them. Throws ImportNotInState, RowsWithErrors and NothingToImport.
   */
  start(leaveOut: number, cause: Cause): void {
    this.require('ready', 'started');
    const { counts = NO_ROWS } = this.data;
    if (counts.error !== leaveOut) throw new RowsWithErrors(counts.error);
    if (toWrite(counts) === 0) throw new NothingToImport();
    this.become('running', 'started');
    this.change({ startedBy: cause.by });
    this.record('import_started', cause, { left_out: leaveOut });
  }

  /** Some more rows were written, up to the one with this number. */
  recordWritten(rows: number, to: number): void {
    this.require('running', 'written');
    this.change({ written: this.data.written + rows, writtenTo: to });
  }

  /** `counts`: what became of all rows in the end. */
  recordAllWritten(counts: VerdictCounts, cause: Cause): void {
    this.become('done', 'finished');
    this.change({ counts, finishedAt: cause.at });
    this.record('import_finished', cause, { written: this.data.written });
  }

  /** What was written stays. Throws ImportNotInState. */
  cancel(cause: Cause): void {
    this.become('canceled', 'stopped');
    this.change({ finishedAt: cause.at });
    this.record('import_canceled', cause, { written: this.data.written });
  }

  /** Only what came of the rows stays; what nobody went on with is stopped by that. A second time it changes nothing. */
  forgetRows(cause: Cause): void {
    if (this.data.rowsRemovedAt) return;
    if (IMPORT_TRANSITIONS[this.state].length > 0) this.cancel(cause);
    this.change({ rowsRemovedAt: cause.at });
    this.record('import_rows_removed', cause);
  }

  /** Who the rows are written by. */
  get by(): Actor {
    return this.data.startedBy ?? this.data.uploadedBy;
  }

  toData(): ImportData {
    return this.data;
  }

  private become(state: ImportState, what: string): void {
    if (!IMPORT_TRANSITIONS[this.data.state].includes(state))
      throw new ImportNotInState(what, this.data.state);
    this.change({ state, version: this.data.version + 1 });
  }

  private require(state: ImportState, what: string): void {
    if (this.data.state !== state) throw new ImportNotInState(what, this.data.state);
  }

  private change(changes: Partial<ImportData>): void {
    this.data = { ...this.data, ...changes };
  }

  private record(type: ImportEvent['type'], cause: Cause, data: ImportEvent['data'] = {}): void {
    this.events.push({ type, cause, data });
  }
}

export const NO_ROWS: VerdictCounts = Object.fromEntries(VERDICTS.map((each) => [each, 0])) as Record<
  Verdict,
  number
>;

/** How many rows are written when the import runs. */
export function toWrite(counts: VerdictCounts): number {
  return WRITTEN.reduce((sum, verdict) => sum + counts[verdict], 0);
}

function requireReading(kind: ImportKind, { columns, currency }: ImportReading, width: number): void {
  if (currency !== undefined) exponentOf(currency);
  const taken = new Map<number, string>();
  for (const [field, column] of Object.entries(columns)) {
    if (!FIELDS_OF[kind].some((rule) => rule.field === field))
      throw new ColumnsRefused(field, `“${field}” is no field of ${kind}.`);
    if (!Number.isInteger(column) || column < 0 || column >= width)
      throw new ColumnsRefused(field, `The file has no column for “${field}” there: it has ${width}.`);
    const other = taken.get(column);
    if (other !== undefined)
      throw new ColumnsRefused(field, `One column can’t be both “${other}” and “${field}”.`);
    taken.set(column, field);
  }
}
