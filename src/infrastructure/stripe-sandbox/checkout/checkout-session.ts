import type Stripe from 'stripe';
import { formatAmount } from '../dashboard/amounts.js';

export type CheckoutState = 'open' | 'authenticating' | 'done' | 'expired';

export interface Checkout {
  readonly id: string;
  readonly state: CheckoutState;
  readonly saves: boolean;
  readonly business: string;
  /** What is paid now; unset when a card is only saved. */
  readonly amount?: string;
  readonly email?: string;
  readonly lines: readonly { readonly name: string; readonly amount: string }[];
  readonly successUrl?: string;
  readonly cancelUrl?: string;
  readonly paymentIntent?: string;
  readonly setupIntent?: string;
}

/** Throws Stripe's error when there is no such session. */
export async function readCheckout(stripe: Stripe, id: string): Promise<Checkout> {
  const session = await stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent', 'setup_intent', 'line_items'],
  });
  const { payment_intent: payment, setup_intent: setup, amount_total: total, currency } = session;
  return {
    id,
    state: stateOf(session),
    saves: session.mode === 'setup',
    business: session.branding_settings?.display_name ?? 'Sandbox business',
    amount: total !== null && currency ? formatAmount(total, currency) : undefined,
    email: session.customer_details?.email ?? session.customer_email ?? undefined,
    lines: linesOf(session),
    successUrl: webAddress(session.success_url, id),
    cancelUrl: webAddress(session.cancel_url, id),
    paymentIntent: idOf(payment),
    setupIntent: idOf(setup),
  };
}

function stateOf({
  status,
  payment_intent: payment,
  setup_intent: setup,
}: Stripe.Checkout.Session): CheckoutState {
  if (status === 'complete') return 'done';
  if (status === 'expired') return 'expired';
  return [payment, setup].some((one) => isObject(one) && one.status === 'requires_action')
    ? 'authenticating'
    : 'open';
}

function linesOf({ line_items: items }: Stripe.Checkout.Session): Checkout['lines'] {
  return (items?.data ?? []).map(({ description, quantity, amount_total: amount, currency }) => ({
    name: `${description ?? 'Item'}${quantity && quantity > 1 ? ` × ${quantity}` : ''}`,
    amount: formatAmount(amount, currency),
  }));
}

/** https://docs.stripe.com/payments/checkout/custom-success-page; nothing but web pages is led to. */
function webAddress(template: string | null, session: string): string | undefined {
  const address = template?.replaceAll('{CHECKOUT_SESSION_ID}', session);
  return address && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
}

function isObject<T extends object>(value: string | T | null): value is T {
  return typeof value === 'object' && value !== null;
}

function idOf(reference: string | { readonly id: string } | null): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id;
}
