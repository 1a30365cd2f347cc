import type { CardView } from '../../../application/customer/customer.views.js';
import { expiryOf, type Card } from '../../../domain/customer/card.js';

/** A row of `cards`, as JSON. */
export interface CardRow {
  readonly id: string;
  readonly brand: string;
  readonly last4: string;
  readonly exp_month: number | null;
  readonly exp_year: number | null;
  readonly added_at: string;
  readonly stripe_customer: string;
  readonly fingerprint: string | null;
}

/** SQL: the cards of `customer` as a JSON array, oldest first. */
export function cardsAsJson(customer: string): string {
  return `(SELECT coalesce(jsonb_agg(to_jsonb(k) - 'customer_id' ORDER BY k.added_at, k.id), '[]')
             FROM cards k WHERE k.customer_id = ${customer})`;
}

export function cardFrom(row: CardRow): Card {
  return {
    id: row.id,
    brand: row.brand,
    last4: row.last4,
    expMonth: row.exp_month ?? undefined,
    expYear: row.exp_year ?? undefined,
    addedAt: new Date(row.added_at),
    stripeCustomer: row.stripe_customer,
    ...(row.fingerprint === null ? {} : { fingerprint: row.fingerprint }),
  };
}

/** The primary one first, then those of the same customer in Stripe, and otherwise as they are: each is primary once those before it are gone. */
export function primaryFirst(cards: readonly Card[], primary: string | null): Card[] {
  const main = cards.find(({ id }) => id === primary)?.stripeCustomer;
  const rank = ({ id, stripeCustomer }: Card) => (id === primary ? 2 : Number(stripeCustomer === main));
  return cards.toSorted((a, b) => rank(b) - rank(a));
}

export function cardViewsFrom(
  row: { readonly cards: readonly CardRow[]; readonly primary_card: string | null },
  now: Date,
): CardView[] {
  return primaryFirst(row.cards.map(cardFrom), row.primary_card).map((card) => ({
    ...card,
    isPrimary: card.id === row.primary_card,
    expiry: expiryOf(card, now),
  }));
}
