import type { Money } from '../shared/money.js';
import type { RefundReason } from './payment-operation.js';

/** What staff or a program ask to give back. */
export interface NewRefund {
  /** All that can be refunded unless given. */
  readonly amount?: Money;
  readonly reason: RefundReason;
  /** In their own words. */
  readonly note?: string;
  /** The customer still owes it; otherwise it is waived. */
  readonly stillOwed: boolean;
}
