import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ImportRowsRemoved } from '../../domain/import/import-errors.js';
import { ERROR_HEADER, labelOf, type ImportKind } from '../../domain/import/import-fields.js';
import type { RowError } from '../../domain/import/read-row.js';
import { CsvWriter } from '../shared/csv.port.js';
import { GetImport } from './get-import.query.js';
import { ListImportRows } from './list-import-rows.query.js';

const ROWS_A_PAGE = 1000;

export interface ErrorsFile {
  readonly fileName: string;
  readonly parts: AsyncIterable<string>;
}

/** The rows that can't be imported, as a file to correct and upload again: as they came, and why not. */
@Injectable()
export class RowsWithErrors {
  constructor(
    private readonly queries: QueryBus,
    private readonly csv: CsvWriter,
  ) {}

  /** Throws ImportNotFound and ImportRowsRemoved. */
  async fileOf(id: string): Promise<ErrorsFile> {
    const { file, kind, rowsRemovedAt } = await this.queries.execute(new GetImport(id));
    if (rowsRemovedAt) throw new ImportRowsRemoved(id);
    return {
      fileName: `${file.name.replace(/\.[a-z]{1,4}$/i, '')}-errors.csv`,
      parts: this.parts(id, kind, file.headers),
    };
  }

  private async *parts(id: string, kind: ImportKind, headers: readonly string[]): AsyncIterable<string> {
    // A file that was corrected before has the column already.
    const at = headers.findIndex((header) => header.toLowerCase() === ERROR_HEADER);
    // In a row with more cells than names nobody knows which cell is which: all of them are kept.
    const withReason = (cells: readonly string[], reason: string) =>
      at < 0 || cells.length > headers.length ? [...cells, reason] : cells.with(at, reason);
    yield this.csv.write([withReason(headers, ERROR_HEADER)]);
    let cursor: string | undefined;
    do {
      const page = await this.queries.execute(
        new ListImportRows(id, { verdict: 'error', limit: ROWS_A_PAGE, cursor }),
      );
      yield this.csv.write(page.rows.map(({ cells, errors }) => withReason(cells, reasonFor(kind, errors))));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
}

export function reasonFor(kind: ImportKind, errors: readonly RowError[]): string {
  return errors.map(({ field, message }) => `${labelOf(kind, field)}: ${message}`).join('; ');
}
