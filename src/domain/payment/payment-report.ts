import type { Money } from '../shared/money.js';
import type { Decline } from './decline.js';
import type { ReportedDispute } from './dispute.js';

export type { Decline } from './decline.js';
export type { ReportedDispute } from './dispute.js';

/** Stripe's own words for where a PaymentIntent stands. https://docs.stripe.com/payments/paymentintents/lifecycle */
export type ReportedStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

export interface CardSummary {
  /** Stripe's PaymentMethod id, `pm_…`. */
  readonly id: string;
  /** `visa`, `mastercard`, … */
  readonly brand: string;
  readonly last4: string;
  readonly expMonth?: number;
  readonly expYear?: number;
  /**
   * The same for the same number, whichever PaymentMethod it is kept under.
   * https://docs.stripe.com/api/payment_methods/object#payment_method_object-card-fingerprint
   */
  readonly fingerprint?: string;
}

/** A refund is a fact keyed by Stripe's id; reports of it may come in any order and more than once. */
export interface ReportedRefund {
  readonly id: string;
  readonly amount: Money;
  readonly status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  readonly reason?: string;
  readonly createdAt: Date;
  /** The request of ours that it says it answers. */
  readonly operation?: string;
}

/**
 * What Stripe says of one PaymentIntent, at some moment. It may be older than what is already known.
 * `refunds` and `disputes` are facts and need not be complete: what isn't listed is simply not reported.
 */
export interface PaymentReport {
  /** `pi_…` */
  readonly paymentIntent: string;
  readonly status: ReportedStatus;
  readonly amount: Money;
  /** Taken so far, before refunds. */
  readonly received: Money;
  /** When it was taken; of a captured hold the object doesn't tell, only the event does. */
  readonly takenAt?: Date;
  /** Present once the money was reserved or taken at least once: Stripe's latest Charge, `ch_…`. */
  readonly charge?: string;
  readonly chargeAuthorized: boolean;
  /** When an uncaptured hold ends (the charge's `capture_before`), never a rule of thumb. */
  readonly captureBefore?: Date;
  /** A canceled hold that nobody asked to cancel: Stripe did, because it ran out. */
  readonly expired: boolean;
  readonly decline?: Decline;
  /** The last attempt failed because the customer must authenticate. */
  readonly authenticationRequired: boolean;
  readonly card?: CardSummary;
  readonly refunds: readonly ReportedRefund[];
  readonly disputes: readonly ReportedDispute[];
}
