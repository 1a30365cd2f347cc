import { Query } from '@nestjs/cqrs';
import type { CurrencyCode } from '../../domain/shared/currency.js';
import type { TakingsPeriod } from './takings-period.js';
import type { DailyLine, OtherLine, TakingsDay } from './takings.js';

/** How far Stripe's balance transactions and payouts are known here. */
export interface BalanceReading {
  readonly since: Date;
  readonly reached: Date;
  /** Why the last look ended early. */
  readonly error?: string;
  /** The key may not read them. */
  readonly denied: boolean;
}

/** What is in Stripe now and in no payout yet, whatever the period; signed minor units. */
export interface Unpaid {
  readonly currency: CurrencyCode;
  /** What the transactions that are known come to. */
  readonly amount: number;
  /**
   * How much more is there by Stripe's own word: of before the first transaction that is known, less what was paid out
   * of that since.
   */
  readonly unlisted: number;
}

export interface Takings extends TakingsPeriod {
  /** One for each day, currency and method that has any, the newest day first. */
  readonly lines: readonly DailyLine[];
  readonly others: readonly OtherLine[];
  readonly days: readonly TakingsDay[];
  readonly unpaid: readonly Unpaid[];
  readonly reading: BalanceReading;
}

/**
 * What was taken, given back and lost, by the day on which the money moved: for Stripe as its balance transactions say,
 * for collections as staff wrote down. Costs the same however many bookings there are.
 */
export class GetTakings extends Query<Takings> {
  constructor(readonly period: TakingsPeriod) {
    super();
  }
}
