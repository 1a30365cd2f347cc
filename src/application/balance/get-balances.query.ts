import { Query } from '@nestjs/cqrs';
import type { BalanceAge } from './balance-ages.js';

export interface OwedAmount {
  /** Minor units. */
  readonly outstanding: number;
  /** How many bookings owe it. */
  readonly bookings: number;
}

/** All that is outstanding in one currency, and how old it is. The ages add up to the whole. */
export interface Balance extends OwedAmount {
  readonly currency: string;
  /** Every age, from not yet due to the oldest. */
  readonly ages: readonly (OwedAmount & { readonly age: BalanceAge })[];
}

/** What all customers owe, the largest number of bookings first; costs the same however many bookings there are. */
export class GetBalances extends Query<readonly Balance[]> {}
