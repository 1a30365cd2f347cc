import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import {
  CardGateway,
  type CardSetupOrder,
  type HostedSetup,
} from '../../application/customer/card-gateway.port.js';
import { CardRefused } from '../../application/payment/gateway-errors.js';
import type { Card } from '../../domain/customer/card.js';
import type { CardsInStripe } from '../../domain/customer/wallet.js';
import { toCardSummary } from './payment-report.js';
import { toDecline } from './stripe-declines.js';
import { asGatewayError } from './stripe-errors.js';

/** Our id of the visit to Stripe's page, on the session and on the SetupIntent behind it. */
export const SETUP_METADATA = 'purser_card_setup';

/** https://docs.stripe.com/api/payment_methods/customer_list: the most in one page. Nobody has as many cards. */
const MOST_CARDS = 100;

const STATES = ['open', 'complete', 'expired'] as const;

@Injectable()
export class StripeCardGateway extends CardGateway {
  constructor(private readonly stripe: Stripe) {
    super();
  }

  override async look(stripeCustomer: string): Promise<CardsInStripe> {
    try {
      const [customer, methods] = await asking(() =>
        Promise.all([
          this.stripe.customers.retrieve(stripeCustomer),
          this.stripe.customers.listPaymentMethods(stripeCustomer, { type: 'card', limit: MOST_CARDS }),
        ]),
      );
      if (customer.deleted) return { stripeCustomer, cards: [] };
      const standard = customer.invoice_settings.default_payment_method;
      return {
        stripeCustomer,
        cards: methods.data.flatMap((method) => toCard(method, stripeCustomer) ?? []),
        primary: typeof standard === 'string' ? standard : standard?.id,
      };
    } catch (error) {
      // Payment methods of a deleted customer can't be listed. https://docs.stripe.com/api/customers/delete
      if (isMissing(error)) return { stripeCustomer, cards: [] };
      throw error;
    }
  }

  /** https://docs.stripe.com/api/setup_intents/list: filtered by the PaymentMethod that came of it. */
  override async setupBehind(card: string): Promise<string | undefined> {
    const intents = await asking(() => this.stripe.setupIntents.list({ payment_method: card, limit: 10 }));
    return intents.data.map(({ metadata }) => metadata?.[SETUP_METADATA]).find(Boolean);
  }

  /** https://docs.stripe.com/api/customers/update#update_customer-invoice_settings-default_payment_method */
  override async makePrimary(stripeCustomer: string, card: string): Promise<void> {
    await changing(() =>
      this.stripe.customers.update(stripeCustomer, { invoice_settings: { default_payment_method: card } }),
    );
  }

  /** https://docs.stripe.com/api/payment_methods/detach */
  override async remove(card: string): Promise<void> {
    await changing(async () => {
      const { customer } = await this.stripe.paymentMethods.retrieve(card);
      if (customer !== null) await this.stripe.paymentMethods.detach(card);
    });
  }

  /**
   * https://docs.stripe.com/payments/save-and-reuse: Checkout in setup mode gives the card to the customer for charges
   * without them, and leaves their default as it is.
   */
  override async openSetup(order: CardSetupOrder): Promise<HostedSetup> {
    const metadata = { [SETUP_METADATA]: order.setup };
    return changing(async () =>
      toHostedSetup(
        await this.stripe.checkout.sessions.create(
          {
            mode: 'setup',
            customer: order.stripeCustomer,
            currency: order.currency.toLowerCase(),
            allowed_payment_method_types: ['card'],
            success_url: order.successUrl,
            cancel_url: order.cancelUrl,
            metadata,
            setup_intent_data: { metadata },
          },
          { idempotencyKey: `card-setup-${order.setup}` },
        ),
      ),
    );
  }

  override async lookAtSetup(session: string): Promise<HostedSetup> {
    return toHostedSetup(
      await asking(() => this.stripe.checkout.sessions.retrieve(session, { expand: ['setup_intent'] })),
    );
  }
}

export function toCard(method: Stripe.PaymentMethod, stripeCustomer: string): Card | undefined {
  const summary = toCardSummary(method);
  return summary && { ...summary, addedAt: new Date(method.created * 1000), stripeCustomer };
}

/** https://docs.stripe.com/api/checkout/sessions/object */
function toHostedSetup(session: Stripe.Checkout.Session): HostedSetup {
  const { setup_intent: intent } = session;
  const method = typeof intent === 'object' ? intent?.payment_method : undefined;
  return {
    session: session.id,
    state: STATES.find((state) => state === session.status) ?? 'open',
    url: session.url ?? undefined,
    expiresAt: new Date(session.expires_at * 1000),
    card: typeof method === 'string' ? method : method?.id,
  };
}

async function asking<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    throw asGatewayError(error);
  }
}

/** A definite no is said in Stripe's words. */
async function changing<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await asking(request);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) throw new CardRefused(toDecline(error).message);
    if (error instanceof Stripe.errors.StripeError) throw new CardRefused(error.message);
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
}
