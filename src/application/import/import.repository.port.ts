import type { Import, VerdictCounts } from '../../domain/import/import.js';
import type { BookingRow, CustomerRow, ImportQuestion, RowError } from '../../domain/import/read-row.js';
import type { Difference, KnownBooking, KnownCustomer, Verdict } from '../../domain/import/verdict.js';
import type { UploadedRow } from './csv-files.port.js';

/** What the check found of a row. */
export interface CheckedRow {
  readonly number: number;
  /** By which a row is told apart from the others of its file: the reference, or the address in lower case. */
  readonly key?: string;
  readonly verdict: Verdict;
  readonly row?: BookingRow | CustomerRow;
  readonly errors: readonly RowError[];
  readonly differences: readonly Difference[];
  /** The booking or customer that is here already. */
  readonly subject?: string;
}

/** What became of a row that was to be written. */
export interface WrittenRow {
  readonly number: number;
  readonly subject: string;
  /** True when this import wrote it; otherwise it was here by then, and `verdict` says how it compares. */
  readonly written: boolean;
  readonly verdict: Verdict;
  readonly differences: readonly Difference[];
}

export interface RowToWrite<Row extends BookingRow | CustomerRow> {
  readonly number: number;
  readonly row: Row;
}

/** Two rows of one file with the same key. */
export interface Duplicate {
  readonly number: number;
  readonly other: number;
}

/** Stores imports with their rows. Each load locks the import's row until the transaction ends. */
export interface ImportRepository {
  add(imported: Import, rows: readonly UploadedRow[]): Promise<void>;
  /** Throws ImportNotFound. */
  lock(id: string): Promise<Import>;
  lockIfStored(id: string): Promise<Import | undefined>;
  save(imported: Import): Promise<void>;
  /** One that still has its rows, and to which nothing has happened since `moment`; none that others are at work on. */
  lockUntouchedSince(moment: Date): Promise<Import | undefined>;
  removeRows(id: string): Promise<void>;
  /** By number, those after `after`. */
  uploadedRows(id: string, after: number, limit: number): Promise<readonly UploadedRow[]>;
  saveChecked(id: string, rows: readonly CheckedRow[]): Promise<void>;
  duplicates(id: string): Promise<readonly Duplicate[]>;
  /** Gives rows one error more, each. */
  addErrors(
    id: string,
    errors: readonly { readonly number: number; readonly error: RowError }[],
  ): Promise<void>;
  /** Of all rows: how many of each verdict, and what their errors ask. */
  summary(
    id: string,
  ): Promise<{ readonly counts: VerdictCounts; readonly questions: readonly ImportQuestion[] }>;
  bookingsToWrite(id: string, after: number, limit: number): Promise<readonly RowToWrite<BookingRow>[]>;
  customersToWrite(id: string, after: number, limit: number): Promise<readonly RowToWrite<CustomerRow>[]>;
  saveWritten(id: string, rows: readonly WrittenRow[]): Promise<void>;
  /** By reference. */
  knownBookings(references: readonly string[]): Promise<ReadonlyMap<string, KnownBooking>>;
  /** By the address that was asked for, in whatever case the customer has it. */
  knownCustomers(emails: readonly string[]): Promise<ReadonlyMap<string, KnownCustomer>>;
}
