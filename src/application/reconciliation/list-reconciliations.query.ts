import { Query } from '@nestjs/cqrs';
import type { ReconciliationView } from './reconciliation.views.js';

export interface ReconciliationPage {
  readonly rows: readonly ReconciliationView[];
  readonly nextCursor?: string;
}

/** Newest first. `cursor` is a page's `nextCursor`; throws `invalid_cursor`. */
export class ListReconciliations extends Query<ReconciliationPage> {
  constructor(readonly page: { readonly limit?: number; readonly cursor?: string }) {
    super();
  }
}
