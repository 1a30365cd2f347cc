import type { ImportFile } from '../../domain/import/import.js';

/** One row of a file: its number as a spreadsheet counts it (the names of the columns are row 1), and its cells. */
export interface UploadedRow {
  readonly number: number;
  readonly cells: readonly string[];
}

export interface UploadedFile extends Omit<ImportFile, 'name'> {
  readonly content: readonly UploadedRow[];
}

/** The most that a file may hold. */
export const MOST_MEGABYTES = 10;
export const MOST_BYTES = MOST_MEGABYTES * 1024 * 1024;
export const MOST_ROWS = 50_000;
export const MOST_COLUMNS = 100;

/** Reads files of comma-, semicolon- or tab-separated values. */
export abstract class CsvFiles {
  /** Cells as they are meant: without the apostrophes that our own files have before formulas. Rows without anything in
   * them are left out. Throws FileRefused. */
  abstract read(bytes: Uint8Array): Promise<UploadedFile>;
}
