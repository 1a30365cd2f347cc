import type { CardsInStripe } from '../../domain/customer/wallet.js';

/** What Stripe's hosted page is to be made for. */
export interface CardSetupOrder {
  /** Idempotency key, and metadata `purser_card_setup` of what comes of it. */
  readonly setup: string;
  readonly stripeCustomer: string;
  /** ISO 4217: Stripe offers what can pay in it. */
  readonly currency: string;
  /** Where the person is led back to, having given a card or not. */
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/** Stripe's hosted page, as it stands. */
export interface HostedSetup {
  /** `cs_…` */
  readonly session: string;
  readonly state: 'open' | 'complete' | 'expired';
  /** While it is open: where a card is given, on Stripe's own pages. */
  readonly url?: string;
  readonly expiresAt: Date;
  /** Once it is complete: the PaymentMethod that it gave. */
  readonly card?: string;
}

/**
 * Customers' cards, which Stripe keeps: no card number ever comes here. Every method throws GatewayUnavailable when
 * Stripe can't be asked now.
 */
export abstract class CardGateway {
  /** The customer's cards as they are now; none for a customer that was deleted in Stripe. */
  abstract look(stripeCustomer: string): Promise<CardsInStripe>;
  /** Our id of the hosted page that this card was given on; undefined when it came otherwise. */
  abstract setupBehind(card: string): Promise<string | undefined>;
  /** Throws CardRefused. Repeating it changes nothing. */
  abstract makePrimary(stripeCustomer: string, card: string): Promise<void>;
  /** For good. One that is gone already is no error. Throws CardRefused. */
  abstract remove(card: string): Promise<void>;
  /** The same order always gives the same page. Throws CardRefused. */
  abstract openSetup(order: CardSetupOrder): Promise<HostedSetup>;
  abstract lookAtSetup(session: string): Promise<HostedSetup>;
}
