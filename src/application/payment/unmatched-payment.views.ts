import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import type { Dismissal, PutBack, Link } from '../../domain/payment/unmatched-payment.js';
import type { CardSummary } from '../../domain/payment/payment-report.js';
import type { BookingRow } from '../booking/booking.views.js';

/** Why a booking is suggested, the strongest first. */
export const SUGGESTION_REASONS = ['reference', 'outstanding', 'customer'] as const;
export type SuggestionReason = (typeof SUGGESTION_REASONS)[number];

export interface LinkSuggestion {
  readonly booking: BookingRow;
  readonly reasons: readonly SuggestionReason[];
}

/** A payment found in Stripe for one of our customers, that no booking asked for. Amounts in minor units. */
export interface UnmatchedPaymentView {
  readonly id: string;
  readonly paymentIntent: string;
  readonly state: PaymentState;
  readonly currency: string;
  readonly amount: number;
  readonly captured: number;
  readonly refunded: number;
  readonly card?: CardSummary;
  readonly captureBefore?: Date;
  readonly customer: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly stripeCustomer: string;
  };
  readonly description?: string;
  /** The booking that its metadata names, whatever that says. */
  readonly namedBooking?: string;
  readonly madeAt: Date;
  readonly linked?: Link;
  readonly dismissed?: Dismissal;
  readonly putBack?: PutBack;
  /** Best first. */
  readonly suggestions: readonly LinkSuggestion[];
}
