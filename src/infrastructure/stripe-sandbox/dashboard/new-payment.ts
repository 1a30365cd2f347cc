import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { parseAmount } from './amounts.js';

/** As it was sent, for the form to show once more. */
export interface RefusedPayment {
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly hold: boolean;
  readonly problem: string;
}

export type PaymentMade = { readonly payment: string } | { readonly refused: RefusedPayment };

/** What the form offers; through the API every currency of Stripe's works. */
export const OFFERED_CURRENCIES = ['usd', 'eur', 'gbp', 'jpy'];

const MOST = 99_999_999;

/** Charges the customer's card, or holds money on it, as staff do in Stripe's dashboard: by hand, for no program. */
export async function makePayment(stripe: Stripe, customer: string, body: unknown): Promise<PaymentMade> {
  const sent = readForm(body);
  const refused = (problem: string) => ({ refused: { ...sent, problem } });
  const typed = parseAmount(sent.amount, sent.currency, MOST);
  if ('problem' in typed) return refused(typed.problem);
  const card = await cardOf(stripe, customer);
  if (card === undefined) return refused('This customer has no card.');
  try {
    const { id } = await stripe.paymentIntents.create(
      {
        amount: typed.amount,
        currency: sent.currency,
        customer,
        payment_method: card,
        allowed_payment_method_types: ['card'],
        capture_method: sent.hold ? 'manual' : 'automatic',
        confirm: true,
        off_session: true,
        ...(sent.description && { description: sent.description }),
      },
      { idempotencyKey: `dashboard-payment-${sent.once}` },
    );
    return { payment: id };
  } catch (error) {
    // A card that is declined leaves a payment behind, whose page says why.
    if (error instanceof Stripe.errors.StripeCardError && error.payment_intent)
      return { payment: error.payment_intent.id };
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return refused(error.message);
    throw error;
  }
}

async function cardOf(stripe: Stripe, id: string): Promise<string | undefined> {
  const customer = await stripe.customers.retrieve(id);
  if (customer.deleted) return undefined;
  const chosen = customer.invoice_settings.default_payment_method;
  if (chosen) return typeof chosen === 'string' ? chosen : chosen.id;
  const methods = await stripe.paymentMethods.list({ customer: id, type: 'card', limit: 1 });
  return methods.data[0]?.id;
}

function readForm(body: unknown) {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim().slice(0, 300) : '');
  return {
    amount: text('amount'),
    currency: OFFERED_CURRENCIES.find((offered) => offered === text('currency')) ?? 'usd',
    description: text('description'),
    hold: text('hold') === 'yes',
    /** Made anew for every page, so that a form that is sent twice acts once. */
    once: text('once') || randomUUID(),
  };
}
