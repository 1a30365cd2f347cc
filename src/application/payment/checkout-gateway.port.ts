import type { CheckoutReport } from '../../domain/payment/checkout.js';
import type { PaymentReport } from '../../domain/payment/payment-report.js';
import type { Money } from '../../domain/shared/money.js';
import type { GatewayAnswer } from './payment-gateway.port.js';

/** A page of Stripe's to be made, on which the customer pays by themselves. */
export interface CheckoutOrder {
  /** Idempotency key, and metadata `purser_payment` of the page and of the PaymentIntent that comes of it. */
  readonly payment: string;
  /** Metadata `purser_booking`. */
  readonly booking: string;
  readonly reference: string;
  /** What is paid for, as the customer reads it. */
  readonly service: string;
  readonly amount: Money;
  readonly stripeCustomer: string;
  readonly expiresAt: Date;
  /** Where the customer is led back to. */
  readonly link: string;
}

/** What Stripe says of such a page, and of the money where somebody tried to pay. */
export interface GatewayCheckout {
  readonly checkout: CheckoutReport;
  /** Metadata `purser_payment`, when it carries one. */
  readonly payment?: string;
  readonly report?: PaymentReport;
}

/** As for money orders: everything that may have happened is not `refused`. */
export type CheckoutAnswer =
  | ({ readonly outcome: 'accepted' } & GatewayCheckout)
  | Exclude<GatewayAnswer, { readonly outcome: 'accepted' | 'declined' | 'authentication_required' }>;

/** A confirmation with the customer there: `next` is where their bank asks them. */
export interface Confirmation {
  readonly answer: GatewayAnswer;
  readonly next?: string;
}

/**
 * Stripe's pages for customers, as the application sees them. No method throws for what Stripe may answer to a request
 * that changes something; the others throw GatewayUnavailable when Stripe can't be asked now.
 */
export abstract class CheckoutGateway {
  abstract openCheckout(order: CheckoutOrder): Promise<CheckoutAnswer>;
  /** Ends the page, `operation` being the idempotency key; one that is over already is told as it stands. */
  abstract closeCheckout(session: string, operation: string): Promise<CheckoutAnswer>;
  /** Undefined when Stripe has no such page. */
  abstract retrieveCheckout(session: string): Promise<GatewayCheckout | undefined>;
  /** Among the customer's pages made since, by metadata. */
  abstract findCheckout(
    payment: string,
    stripeCustomer: string,
    since: Date,
  ): Promise<GatewayCheckout | undefined>;

  /** How a payment that waits for the customer stands, and where their bank asks them, if it does already. */
  abstract retrieveConfirmation(paymentIntent: string): Promise<{ report: PaymentReport; next?: string }>;
  /** Tries the same PaymentIntent once more, with the customer there; `attempt` is the idempotency key. */
  abstract confirm(
    paymentIntent: string,
    paymentMethod: string,
    returnTo: string,
    attempt: string,
  ): Promise<Confirmation>;
}
