import type { UnderWay } from '../../domain/customer/merge-errors.js';
import type { Card } from '../../domain/customer/card.js';
import type { OwedInCurrency } from './list-customers.query.js';

/** Why two customers may be one person. */
export const LIKENESSES = ['email', 'phone', 'name'] as const;
export type Likeness = (typeof LIKENESSES)[number];

export interface LikelyDuplicate {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  /** `email`: the same but for what follows a plus sign. */
  readonly likenesses: readonly Likeness[];
}

/** One of two customers, side by side with the other, before they are made one. */
export interface MergeCandidate {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  readonly createdAt: Date;
  /** What is confirmed is bound to it. */
  readonly version: number;
  /** The record leads to this customer already. */
  readonly mergedInto?: string;
  readonly stripeCustomers: readonly string[];
  readonly cards: readonly Card[];
  readonly primaryCard?: string;
  readonly bookings: number;
  readonly owed: readonly OwedInCurrency[];
  readonly notes: number;
  readonly unmatchedPayments: number;
  /** A merge waits for their outcome. */
  readonly underWay: readonly UnderWay[];
}
