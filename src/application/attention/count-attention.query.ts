import { Query } from '@nestjs/cqrs';

/** What waits for somebody, each counted up to 100. */
export interface AttentionCounts {
  readonly unsettledPayments: number;
  readonly parkedEvents: number;
  /** What rules left undone, and rules that stopped by themselves. */
  readonly ofRules: number;
  /** That didn't reach the customer, or may not have. */
  readonly mails: number;
  /** That wait to be linked to a booking. */
  readonly unmatchedPayments: number;
}

export class CountAttention extends Query<AttentionCounts> {}
