import { Query } from '@nestjs/cqrs';
import type { ItemOutcome } from '../../domain/batch/batch-item.js';
import type { LeftOutReason } from '../../domain/batch/left-out.js';
import type { BatchItemView } from './batch.views.js';

export interface BatchItemCriteria {
  /** Only those that came to one of these. */
  readonly outcomes?: readonly ItemOutcome[];
  readonly reason?: LeftOutReason;
  /** Default 50. */
  readonly limit?: number;
  /** From a page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface BatchItemPage {
  /** In the order in which they were chosen. */
  readonly rows: readonly BatchItemView[];
  readonly nextCursor?: string;
}

/** The bookings of a batch. Throws BatchNotFound. */
export class ListBatchItems extends Query<BatchItemPage> {
  constructor(
    readonly batch: string,
    readonly criteria: BatchItemCriteria = {},
  ) {
    super();
  }
}
