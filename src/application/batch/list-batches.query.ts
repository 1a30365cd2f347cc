import { Query } from '@nestjs/cqrs';
import type { BatchState } from '../../domain/batch/batch-states.js';
import type { BatchRow } from './batch.views.js';

export interface BatchCriteria {
  readonly state?: BatchState;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** From a page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface BatchPage {
  /** Newest first. */
  readonly rows: readonly BatchRow[];
  readonly nextCursor?: string;
}

export class ListBatches extends Query<BatchPage> {
  constructor(readonly criteria: BatchCriteria) {
    super();
  }
}
