import { Query } from '@nestjs/cqrs';
import type { FindingView, ReconciliationView } from './reconciliation.views.js';

export interface ReconciliationWithFindings extends ReconciliationView {
  /** Oldest first. */
  readonly findings: readonly FindingView[];
  readonly nextCursor?: string;
}

/** One run with a page of its findings. Throws ReconciliationNotFound, `invalid_cursor`. */
export class GetReconciliation extends Query<ReconciliationWithFindings> {
  constructor(
    readonly id: string,
    readonly page: { readonly limit?: number; readonly cursor?: string } = {},
  ) {
    super();
  }
}
