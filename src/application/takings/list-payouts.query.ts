import { Query } from '@nestjs/cqrs';
import type { Page, PayoutView } from './takings-views.js';

export interface PayoutCriteria {
  readonly currency?: string;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

/** What Stripe paid out to the bank, newest first. */
export class ListPayouts extends Query<Page<PayoutView>> {
  constructor(readonly criteria: PayoutCriteria) {
    super();
  }
}

/** One of them. Throws `payout_not_found`. */
export class GetPayout extends Query<PayoutView> {
  constructor(readonly id: string) {
    super();
  }
}
