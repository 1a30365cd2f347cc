import type { CardView } from '../../../application/customer/customer.views.js';
import type { Badge } from '../bookings/badges.js';
import { brandName, cardName } from '../bookings/card-name.js';

const EXPIRY: Readonly<Record<NonNullable<CardView['expiry']>, Badge>> = {
  expired: { tone: 'bad', icon: 'bang', label: 'Expired' },
  expiring: { tone: 'warn', icon: 'clock', label: 'Expires soon' },
};

/** A card as pages list it. */
export interface ShownCard {
  readonly id: string;
  readonly name: string;
  readonly brand: string;
  readonly last4: string;
  /** "04/30" */
  readonly expires?: string;
  readonly isPrimary: boolean;
  readonly expiry?: Badge;
}

export function shownCard(card: CardView): ShownCard {
  return {
    id: card.id,
    name: cardName(card),
    brand: brandName(card.brand),
    last4: card.last4,
    expires: expiresOn(card),
    isPrimary: card.isPrimary,
    expiry: card.expiry && EXPIRY[card.expiry],
  };
}

export function expiresOn(card: {
  readonly expMonth?: number;
  readonly expYear?: number;
}): string | undefined {
  if (!card.expMonth || !card.expYear) return undefined;
  return `${String(card.expMonth).padStart(2, '0')}/${String(card.expYear % 100).padStart(2, '0')}`;
}
