import { Query } from '@nestjs/cqrs';
import type { CustomerNote } from '../../domain/customer/note.js';

export interface CustomerNoteCriteria {
  readonly customer: string;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface CustomerNotePage {
  /** Newest first. */
  readonly rows: readonly Omit<CustomerNote, 'removed'>[];
  readonly nextCursor?: string;
}

/** The notes that stand. Throws CustomerNotFound. */
export class ListCustomerNotes extends Query<CustomerNotePage> {
  constructor(readonly criteria: CustomerNoteCriteria) {
    super();
  }
}
