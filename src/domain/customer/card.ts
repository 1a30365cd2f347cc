import type { CardSummary } from '../payment/payment-report.js';

/** A card that Stripe keeps for a customer: what it is known by, never its number. */
export interface Card extends CardSummary {
  /** When Stripe was given it. */
  readonly addedAt: Date;
  /**
   * `cus_…`: whose it is there. Stripe charges it for no other, and can't move it to another.
   * https://docs.stripe.com/api/payment_methods/attach
   */
  readonly stripeCustomer: string;
}

/** A card that Stripe refused to keep (attaching failed): charging it asks Stripe again, which says why it declines. */
export interface RefusedCard extends CardSummary {
  readonly refused: string;
}

/** `expired`: its last month is over. `expiring`: this month or the next is its last. */
export type CardExpiry = 'expired' | 'expiring';

/** Cards are good to the end of the month that is printed on them. Months are counted in UTC. */
export function expiryOf(
  { expMonth, expYear }: Pick<CardSummary, 'expMonth' | 'expYear'>,
  now: Date,
): CardExpiry | undefined {
  if (expMonth === undefined || expYear === undefined) return undefined;
  const monthsLeft = (expYear - now.getUTCFullYear()) * 12 + (expMonth - 1 - now.getUTCMonth());
  if (monthsLeft < 0) return 'expired';
  return monthsLeft <= 1 ? 'expiring' : undefined;
}

/** What a card is known by, and nothing else of it. */
export function summaryOf({ id, brand, last4, expMonth, expYear, fingerprint }: CardSummary): CardSummary {
  return { id, brand, last4, expMonth, expYear, ...(fingerprint === undefined ? {} : { fingerprint }) };
}
