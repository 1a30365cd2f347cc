import { Query } from '@nestjs/cqrs';
import type { Verdict } from '../../domain/import/verdict.js';
import type { ImportRowView } from './import.views.js';

export interface ImportRowCriteria {
  readonly verdict?: Verdict;
  /** 1 to 1000, default 50. */
  readonly limit?: number;
  /** A page’s `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface ImportRowPage {
  readonly rows: readonly ImportRowView[];
  readonly nextCursor?: string;
}

/** In the order of the file; none for an import that isn't there. */
export class ListImportRows extends Query<ImportRowPage> {
  constructor(
    readonly id: string,
    readonly criteria: ImportRowCriteria = {},
  ) {
    super();
  }
}
