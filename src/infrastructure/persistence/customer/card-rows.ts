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
  };
}

/** The primary one first, the others as they are. */
export function primaryFirst(cards: readonly Card[], primary: string | null): Card[] {
  return cards.toSorted((a, b) => Number(b.id === primary) - Number(a.id === primary));
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
