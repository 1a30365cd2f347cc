import type Stripe from 'stripe';

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

interface CardFacts {
  readonly brand?: string | null;
  readonly last4?: string | null;
  readonly exp_month?: number | null;
  readonly exp_year?: number | null;
}

export interface ShownCard {
  readonly brand: string;
  readonly last4: string;
  /** "08 / 2030" */
  readonly expires?: string;
}

export function showCard(card: CardFacts | null | undefined): ShownCard | undefined {
  if (!card?.last4) return undefined;
  const { brand, last4, exp_month: month, exp_year: year } = card;
  const expires = month && year ? `${String(month).padStart(2, '0')} / ${year}` : undefined;
  return { brand: BRANDS[brand ?? ''] ?? brand ?? 'Card', last4, expires };
}

/** The card that a payment was, or will be, made with. */
export function cardOf(intent: Stripe.PaymentIntent): ShownCard | undefined {
  const { latest_charge: charge, payment_method: method, last_payment_error: error } = intent;
  const charged = typeof charge === 'object' ? charge?.payment_method_details?.card : undefined;
  const chosen = typeof method === 'object' ? method?.card : undefined;
  return showCard(charged) ?? showCard(chosen) ?? showCard(error?.payment_method?.card);
}
