import Stripe from 'stripe';
import { isOffered, OFFERED_CARDS } from '../checkout/offered-cards.js';

export interface RefusedCardForm {
  readonly card: string;
  readonly problem: string;
}

export type CardForm = 'add' | 'default' | 'remove';

/** Adds, chooses or removes a card as staff do in Stripe's dashboard. What is wrong with it, in Stripe's words. */
export async function changeCards(
  stripe: Stripe,
  customer: string,
  form: CardForm,
  card: string,
): Promise<RefusedCardForm | undefined> {
  try {
    switch (form) {
      case 'add':
        if (!isOffered(card)) return { card, problem: 'Choose one of the test cards.' };
        await stripe.paymentMethods.attach(card, { customer });
        return undefined;
      case 'default':
        await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } });
        return undefined;
      case 'remove':
        await stripe.paymentMethods.detach(card);
        return undefined;
    }
  } catch (error) {
    const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
    if (error instanceof StripeCardError || error instanceof StripeInvalidRequestError)
      return { card, problem: error.message };
    throw error;
  }
}

/** Every test card that the hosted pages offer, for a list to choose from. */
export function offeredCards(chosen: string): object {
  return OFFERED_CARDS.map(({ label, cards }) => ({
    label,
    cards: cards.map(({ id, brand, last4, does }) => ({
      id,
      label: `${brand} •••• ${last4} – ${does}`,
      chosen: id === chosen,
    })),
  }));
}
