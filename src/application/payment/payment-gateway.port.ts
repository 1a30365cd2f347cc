import type { Contact } from '../../domain/booking/booking.js';
import type { Card } from '../../domain/customer/card.js';
import type { Money } from '../../domain/shared/money.js';
import type { RefundReason } from '../../domain/payment/payment-operation.js';
import type { Decline, PaymentReport } from '../../domain/payment/payment-report.js';
import type { Customer } from '../customer/customer.js';
import { AmountNotAccepted } from './gateway-errors.js';

export interface PaymentOrder {
  readonly kind: 'charge' | 'hold';
  /** Idempotency key and metadata `purser_payment`. */
  readonly payment: string;
  /** Metadata `purser_booking`. */
  readonly booking: string;
  readonly reference: string;
  readonly amount: Money;
  readonly stripeCustomer: string;
  readonly paymentMethod: string;
}

/** Stripe's answer to one request that moves money. */
export type GatewayAnswer =
  /** Done, or under way: the report says how far. */
  | { readonly outcome: 'accepted'; readonly report: PaymentReport }
  | { readonly outcome: 'declined'; readonly report: PaymentReport; readonly decline: Decline }
  | { readonly outcome: 'authentication_required'; readonly report: PaymentReport }
  /** Certain: this request did nothing, and the same request never will. `report` when Stripe told where things stand. */
  | {
      readonly outcome: 'refused';
      readonly message: string;
      readonly report?: PaymentReport;
      readonly decline?: Decline;
    }
  /** Stripe doesn't accept our secret key, and looked no further: this request did nothing. One before may have. */
  | { readonly outcome: 'locked_out'; readonly message: string }
  /** Not known to have happened: the payment is in doubt until the same request is answered or it is looked up. */
  | { readonly outcome: 'rate_limited' | 'unavailable' | 'unknown'; readonly message: string }
  /** The key keeps an error of Stripe's own: the request is over, and only a look tells what it did. */
  | { readonly outcome: 'broken_off'; readonly message: string };

export type AttachedCard =
  | { readonly outcome: 'attached'; readonly card: Card }
  | { readonly outcome: 'refused'; readonly message: string };

/**
 * Stripe, as the application sees it. No method throws for what Stripe may answer to a money order; the others
 * throw GatewayUnavailable when Stripe can't be asked now.
 */
export abstract class PaymentGateway {
  /** Throws AmountNotAccepted when Stripe's rules for the currency don't allow the amount; asks nobody. */
  abstract requireAcceptable(amount: Money, of?: 'charge' | 'refund'): void;

  /** The same as a question. */
  accepts(amount: Money): boolean {
    try {
      this.requireAcceptable(amount);
      return true;
    } catch (error) {
      if (error instanceof AmountNotAccepted) return false;
      throw error;
    }
  }

  /**
   * The Stripe customer for this customer; made on the first call, the same one on every other. Throws
   * CustomerNotAccepted when Stripe says no.
   */
  abstract ensureCustomer(customer: Customer): Promise<string>;
  /**
   * Has Stripe's customer named as ours is by now; false when it has none of that id any more. `attempt` is the idempotency
   * key. Throws GatewayUnavailable, and CustomerNotAccepted when Stripe says no.
   */
  abstract correctCustomer(stripeCustomer: string, contact: Contact, attempt: string): Promise<boolean>;
  /** Puts a payment method on Stripe's customer, as the one to charge. The same pair always gives the same card. */
  abstract attachCard(stripeCustomer: string, paymentMethod: string): Promise<AttachedCard>;

  /** Whether Stripe answers our questions just now; known within a few seconds, and never throws. */
  abstract answers(): Promise<boolean>;

  abstract charge(order: PaymentOrder): Promise<GatewayAnswer>;
  /** `operation` is the idempotency key. The rest of the hold is given back. */
  abstract capture(paymentIntent: string, amount: Money, operation: string): Promise<GatewayAnswer>;
  abstract release(paymentIntent: string, operation: string): Promise<GatewayAnswer>;
  /**
   * `operation` is the idempotency key, and the metadata that tells the refund from others: the report lists it. `note`
   * stands beside it there.
   */
  abstract refund(
    paymentIntent: string,
    amount: Money,
    reason: RefundReason,
    operation: string,
    note?: string,
  ): Promise<GatewayAnswer>;
  /** Cancels a payment that waits for the customer; `operation` is the idempotency key. */
  abstract giveUp(paymentIntent: string, operation: string): Promise<GatewayAnswer>;
  /** Cancels a PaymentIntent that Stripe made and never attempted, or whose attempt was declined; how it stands then is the answer's report. */
  abstract abandon(paymentIntent: string): Promise<GatewayAnswer>;

  /** How the payment stands in Stripe now, refunds and disputes included. */
  abstract retrieve(paymentIntent: string): Promise<GatewayPayment>;
  /** Looks a payment up among the customer's PaymentIntents since `since` by its metadata; undefined: it isn't there. */
  abstract find(payment: string, stripeCustomer: string, since: Date): Promise<GatewayPayment | undefined>;
}

/** A report together with whom it is about. */
export interface GatewayPayment {
  readonly report: PaymentReport;
  /** Metadata `purser_payment`, when the PaymentIntent carries one. */
  readonly payment?: string;
  /** Left out by who doesn't know it. */
  readonly origin?: PaymentOrigin;
}

/** Where a PaymentIntent comes from, by Stripe's own account of it. */
export interface PaymentOrigin {
  /** Whether the money is only held at first. */
  readonly kind: 'charge' | 'hold';
  readonly stripeCustomer?: string;
  readonly description?: string;
  /** Metadata `purser_booking`. */
  readonly booking?: string;
  readonly madeAt: Date;
}
