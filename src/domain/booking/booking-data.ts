import type { BookingLife } from './booking-life.js';
import type { PriceLine } from './price-line.js';
import type { CardAttempt } from '../payment/card-retries.js';
import type { Checkout } from '../payment/checkout.js';
import type { CardSummary } from '../payment/payment-report.js';
import type { Replacement } from '../payment/payment-data.js';
import type { PaymentData } from '../payment/payment.js';
import type { Actor } from '../shared/actor.js';
import type { Money } from '../shared/money.js';

export const PAYMENT_OPTIONS = ['charge_now', 'pre_authorize', 'later'] as const;
export type PaymentOption = (typeof PAYMENT_OPTIONS)[number];

/** The person who owes, as given for this booking; `customer` identifies them across bookings. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
}

export interface BookingDetails {
  readonly id: string;
  readonly reference: string;
  readonly customer: string;
  readonly contact: Contact;
  readonly service: string;
  readonly startsAt: Date;
  readonly paymentOption: PaymentOption;
  readonly registeredAt: Date;
  readonly registeredBy: Actor;
}

export interface BookingData extends BookingDetails {
  readonly total: Money;
  /** None: one line, the service, for the total. */
  readonly lines?: readonly PriceLine[];
  readonly life: BookingLife;
  readonly version: number;
  readonly payments: readonly PaymentData[];
}

export interface PaymentRequest {
  /** Chosen by the caller: the same decision always carries the same id, which is Stripe's idempotency key. */
  readonly id: string;
  /** Defaults to all that is chargeable. */
  readonly amount?: Money;
  readonly paymentMethod?: string;
  readonly card?: CardSummary;
  /** Which customer of Stripe's a payment method is asked for: settled with the payment, and part of its request. */
  readonly stripeCustomerOf?: (paymentMethod: string | undefined) => string | undefined;
  /** What became of this card on the customer's other bookings. */
  readonly attemptsElsewhere?: readonly CardAttempt[];
  /** The customer pays on Stripe's page, rather than we with their card. */
  readonly checkout?: Checkout;
  /** It is placed instead of another hold. */
  readonly replaces?: Replacement;
}
