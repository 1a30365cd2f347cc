import { Query } from '@nestjs/cqrs';
import type { CalendarDate } from '../../domain/shared/calendar-date.js';
import type { BalanceStanding, BalanceTransactionView, Page } from './takings-views.js';

export interface BalanceTransactionCriteria {
  /** Days of the business's calendar; both count in full. */
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
  readonly standing?: BalanceStanding;
  readonly currency?: string;
  /** `stripe:card` or `stripe:other`. */
  readonly method?: string;
  /** What the customer paid in. */
  readonly takenIn?: string;
  /** `po_…`; `none`: in no payout yet. */
  readonly payout?: string;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

/** Stripe's balance transactions as they are known here, newest first. */
export class ListBalanceTransactions extends Query<Page<BalanceTransactionView>> {
  constructor(readonly criteria: BalanceTransactionCriteria) {
    super();
  }
}
