import { ColumnsRefused } from '../../domain/import/import-errors.js';
import type { ImportColumns, ImportField } from '../../domain/import/import-fields.js';
import type { ImportReading } from '../../domain/import/read-row.js';

/** Which column, by its name in the file, holds a field. */
export interface ColumnChoice {
  readonly field: ImportField;
  readonly header: string;
}

/** How a file is to be understood, as people say it. */
export interface WantedReading extends Omit<ImportReading, 'columns'> {
  /** Unless given, the columns are recognised by their names. */
  readonly columns?: readonly ColumnChoice[];
}

/** Throws ColumnsRefused for a name that the file doesn't have, and for a field that is named twice. */
export function columnsFrom(choices: readonly ColumnChoice[], headers: readonly string[]): ImportColumns {
  const columns: Partial<Record<ImportField, number>> = {};
  for (const { field, header } of choices) {
    const column = headers.indexOf(header);
    if (column < 0) throw new ColumnsRefused(field, `The file has no column “${header}” for “${field}”.`);
    if (columns[field] !== undefined) throw new ColumnsRefused(field, `“${field}” can have one column only.`);
    columns[field] = column;
  }
  return columns;
}
