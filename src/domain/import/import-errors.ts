import { DomainError } from '../shared/domain-error.js';
import type { ImportState } from './import-states.js';

export class ImportNotFound extends DomainError {
  override readonly name = 'ImportNotFound';
  constructor(id: string) {
    super('not_found', 'import_not_found', `There is no import ${id}.`, { import: id });
  }
}

/** The file can't be taken in at all. `code` says why, `message` names the bound. */
export class FileRefused extends DomainError {
  override readonly name = 'FileRefused';
  constructor(
    code:
      | 'file_empty'
      | 'file_too_large'
      | 'file_not_utf8'
      | 'file_not_csv'
      | 'too_many_rows'
      | 'too_many_columns'
      | 'duplicate_header',
    message: string,
    details: Readonly<Record<string, string | number>> = {},
  ) {
    super('invalid', code, message, details);
  }
}

/** The import isn't in a state for the call. */
export class ImportNotInState extends DomainError {
  override readonly name = 'ImportNotInState';
  constructor(what: string, state: ImportState) {
    super('conflict', 'import_state', `An import that is ${WORDS[state]} can’t be ${what}.`, { state });
  }
}

const WORDS: Readonly<Record<ImportState, string>> = {
  checking: 'still being checked',
  ready: 'ready to start',
  running: 'running',
  done: 'done',
  canceled: 'stopped',
};

/** What the file said was kept for its time, and is gone. */
export class ImportRowsRemoved extends DomainError {
  override readonly name = 'ImportRowsRemoved';
  constructor(id: string) {
    super(
      'conflict',
      'import_rows_removed',
      'The rows of this import were kept for their time and are removed. How many there were, and what became of them, stays.',
      { import: id },
    );
  }
}

/** Some rows can't be read, and nobody said to leave them out. */
export class RowsWithErrors extends DomainError {
  override readonly name = 'RowsWithErrors';
  constructor(rows: number) {
    super(
      'conflict',
      'rows_with_errors',
      rows === 1
        ? '1 row has errors. Correct it and upload the file again, or say that it is to be left out.'
        : `${rows} rows have errors. Correct them and upload the file again, or say that these ${rows} are to be left out.`,
      { rows },
    );
  }
}

export class NothingToImport extends DomainError {
  override readonly name = 'NothingToImport';
  constructor() {
    super('conflict', 'nothing_to_import', 'Nothing in this file would be written: no row is new here.');
  }
}

/** The caller decided on a version of the import that is no longer the current one. */
export class ImportChanged extends DomainError {
  override readonly name = 'ImportChanged';
  constructor(expected: number, current: number) {
    super(
      'stale',
      'import_changed',
      'This import has changed since you opened it. Look at it again, then decide.',
      { expected, current },
    );
  }
}

/** How the file is to be understood names a column that it doesn't have, or one for two fields. */
export class ColumnsRefused extends DomainError {
  override readonly name = 'ColumnsRefused';
  constructor(field: string, message: string) {
    super('invalid', 'columns_refused', message, { field });
  }
}
