import { Query } from '@nestjs/cqrs';
import type { ImportState } from '../../domain/import/import-states.js';
import type { ImportView } from './import.views.js';

export interface ImportCriteria {
  readonly state?: ImportState;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page’s `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface ImportPage {
  readonly rows: readonly ImportView[];
  readonly nextCursor?: string;
}

/** Newest first. */
export class ListImports extends Query<ImportPage> {
  constructor(readonly criteria: ImportCriteria = {}) {
    super();
  }
}
