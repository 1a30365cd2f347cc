import { Query } from '@nestjs/cqrs';
import type { UnmatchedPaymentView } from './unmatched-payment.views.js';

export interface UnmatchedPaymentCriteria {
  /** Only those of this customer of ours. */
  readonly customer?: string;
  /** Instead of those that wait, those that staff say are for no booking. */
  readonly dismissed?: boolean;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** From a page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface UnmatchedPaymentPage {
  /** Newest first. */
  readonly rows: readonly UnmatchedPaymentView[];
  readonly nextCursor?: string;
}

/** Those that wait to be linked to a booking. */
export class ListUnmatchedPayments extends Query<UnmatchedPaymentPage> {
  constructor(readonly criteria: UnmatchedPaymentCriteria) {
    super();
  }
}
