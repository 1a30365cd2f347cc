import { Query } from '@nestjs/cqrs';

/** What doesn't settle by itself, each counted up to 100. */
export interface AttentionCounts {
  readonly unsettledPayments: number;
  readonly parkedEvents: number;
  /** What rules left undone, and rules that stopped by themselves. */
  readonly ofRules: number;
  /** That didn't reach the customer, or may not have. */
  readonly mails: number;
}

export class CountAttention extends Query<AttentionCounts> {}
