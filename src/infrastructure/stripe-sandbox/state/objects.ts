import type Stripe from 'stripe';

/** Stored objects are Stripe's own, unexpanded: every reference is an id. */
export interface StoredObject {
  id: string;
  object: string;
  created?: number;
}

/** What only the sandbox knows of an object; never sent. */
export const PRIVATE = '_sandbox';

export type Customer = Stripe.Customer & { discount: null; default_source: null };

export type PaymentMethod = Stripe.PaymentMethod & {
  customer: string | null;
  card: Stripe.PaymentMethod.Card;
  metadata: Stripe.Metadata;
  /** `set_up`: authenticated once for later payments without the customer. `detached`: never to be used again. */
  [PRIVATE]?: { set_up: boolean; detached?: boolean };
};

export type PaymentIntent = Stripe.PaymentIntent & {
  customer: string | null;
  payment_method: string | null;
  latest_charge: string | null;
  [PRIVATE]?: { off_session: boolean };
};

export type Charge = Stripe.Charge & {
  customer: string | null;
  payment_intent: string | null;
  balance_transaction: string | null;
  failure_balance_transaction: string | null;
  /** How much of `amount_refunded` was never taken. */
  [PRIVATE]?: { released: number };
};

export type Refund = Stripe.Refund & {
  charge: string;
  payment_intent: string | null;
  balance_transaction: string | null;
  /** What becomes of it a moment later, for the cards that show it. */
  [PRIVATE]?: { becomes?: 'succeeded' | 'failed'; released?: boolean };
};

export type Dispute = Stripe.Dispute & { charge: string; payment_intent: string | null };

export type BalanceTransaction = Stripe.BalanceTransaction & {
  source: string;
  /** What it was paid out with. */
  [PRIVATE]?: { payout: string };
};

export type Payout = Stripe.Payout & { balance_transaction: string };

export type SetupIntent = Stripe.SetupIntent & {
  customer: string | null;
  payment_method: string | null;
  metadata: Stripe.Metadata;
};

export interface LineItem {
  id: string;
  object: 'item';
  amount_discount: number;
  amount_subtotal: number;
  amount_tax: number;
  amount_total: number;
  currency: string;
  description: string;
  price: Record<string, unknown> & { id: string };
  quantity: number;
}

export type CheckoutSession = Stripe.Checkout.Session & {
  customer: string | null;
  payment_intent: string | null;
  setup_intent: string | null;
  metadata: Stripe.Metadata;
  [PRIVATE]?: {
    line_items: LineItem[];
    payment_intent_data: {
      description: string | null;
      metadata: Stripe.Metadata;
      capture_method: 'automatic' | 'automatic_async' | 'manual';
      setup_future_usage: 'on_session' | 'off_session' | null;
    };
    setup_intent_data: { description: string | null; metadata: Stripe.Metadata };
  };
};

export type WebhookEndpoint = Stripe.WebhookEndpoint & { secret: string };

/** An event as it is stored and sent; `data.object` is the object as it was then. */
export interface StoredEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: object };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** A copy without what only the sandbox knows, at any depth. */
export function withoutPrivate<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (key === PRIVATE ? undefined : inner)),
  ) as Value;
}
