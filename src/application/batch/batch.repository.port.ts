import type { BatchSelection } from './batch-selection.js';
import type { Booking } from '../../domain/booking/booking.js';
import type { Verdict } from '../../domain/batch/batch-item.js';
import type { ChargeBatch } from '../../domain/batch/charge-batch.js';
import type { LeftOutReason } from '../../domain/batch/left-out.js';
import type { CardAttempt } from '../../domain/payment/card-retries.js';
import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import type { Money } from '../../domain/shared/money.js';
import type { Customer } from '../customer/customer.js';

/** A booking of a batch that hasn't been examined yet, with all that decides whether it can be charged. */
export interface ItemToExamine {
  readonly position: number;
  /** The id of the payment that it will be charged by. */
  readonly payment: string;
  readonly booking: Booking;
  readonly customer: Customer;
  /** What became of the customer's card on their other bookings. */
  readonly attemptsElsewhere: readonly CardAttempt[];
  /** The customer has a payment in Stripe, in that currency, that may be for it and isn't linked yet. */
  readonly hasUnmatched: boolean;
}

export interface ExaminedItem {
  readonly position: number;
  readonly version: number;
  readonly currency: string;
  readonly verdict: Verdict;
}

/** A booking whose turn it is, as it was reviewed. */
export interface ItemToCharge {
  readonly position: number;
  readonly booking: string;
  readonly payment: string;
  readonly amount: Money;
  /** The card's id. */
  readonly card: string;
  /** How often it was begun, this time included. */
  readonly tries: number;
  /** How its payment stands, if an earlier time got so far. */
  readonly paymentState?: PaymentState;
}

export type ItemEnd =
  | { readonly step: 'asked' | 'stopped' }
  | { readonly step: 'left_out'; readonly reason: LeftOutReason; readonly note: string };

export interface BatchRepository {
  /**
   * Chooses the bookings of a batch that is about to be made, in the order of the selection, and gives each the id of
   * its payment. Returns how many: at most one more than a batch may have. Throws BookingNotFound.
   */
  choose(batch: string, selection: BatchSelection): Promise<number>;
  /** Stored after `choose`, in the same transaction. */
  add(batch: ChargeBatch, selection: BatchSelection): Promise<void>;
  /** Throws BatchNotFound. */
  lock(id: string): Promise<ChargeBatch>;
  lockIfStored(id: string): Promise<ChargeBatch | undefined>;
  /** Nobody changes it until the transaction ends; others may read it so too. Undefined when there is none. */
  lockAgainstChange(id: string): Promise<ChargeBatch | undefined>;
  save(batch: ChargeBatch): Promise<void>;
  /** The next that haven't been examined, in their order. */
  toExamine(batch: string, limit: number): Promise<ItemToExamine[]>;
  saveExamined(batch: string, items: readonly ExaminedItem[]): Promise<void>;
  /**
   * The item that the lane has begun and not ended, or else the next that waits, which it begins. With the batch locked,
   * so that an item is given to one lane. `mayBegin`: false when only what was begun is to be ended.
   */
  beginNext(
    batch: string,
    by: { readonly lane: number; readonly now: Date; readonly mayBegin: boolean },
  ): Promise<ItemToCharge | undefined>;
  /** Ends an item that was begun; false when it had ended before. */
  end(batch: string, position: number, end: ItemEnd, at: Date): Promise<boolean>;
  /** How the payment of an item stands, if there is one. */
  paymentState(payment: string): Promise<PaymentState | undefined>;
  /** How the payments of the items that ended last stand, newest first. */
  lastPaymentStates(batch: string, limit: number): Promise<PaymentState[]>;
  /** Stops what hasn't begun; how many. */
  stopWaiting(batch: string, at: Date): Promise<number>;
}
