import type { Money } from '../shared/money.js';

/** What the timeline tells of a receipt that was sent. */
export interface ReceiptSent {
  /** Of a receipt for a refund. */
  readonly refund?: string;
  readonly receipted: Money;
  readonly email: string;
}
