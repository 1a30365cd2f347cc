import type { Card, CardExpiry, RefusedCard } from '../../domain/customer/card.js';
import type { Contact } from '../../domain/booking/booking-data.js';
import type { OwedInCurrency } from './list-customers.query.js';
import type { PaymentStatus } from '../../domain/booking/payment-status.js';
import type { Actor } from '../../domain/shared/actor.js';

export interface CardView extends Card {
  readonly isPrimary: boolean;
  readonly expiry?: CardExpiry;
}

export interface CustomerView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  readonly stripeCustomer?: string;
  /** All that they are in Stripe, the one for new cards and pages first: several after a merge. */
  readonly stripeCustomers: readonly string[];
  /** Whether Stripe knows what was put right about them; `refusal`: why it won't have it. */
  readonly inStripe: { readonly isTold: boolean; readonly refusal?: string };
  readonly owed: readonly OwedInCurrency[];
  /** Whose records lead here, as they were, the latest first. */
  readonly merged: readonly MergedCustomer[];
  /** Grows with every change of the customer and their cards. */
  readonly version: number;
  /** The primary one first, then by age. */
  readonly cards: readonly CardView[];
  /** Given last, and refused by Stripe. */
  readonly refused?: RefusedCard;
  /** By which they were asked for a card and may still add one, newest first. */
  readonly cardLinks: readonly OpenCardLink[];
  /** The newest ones. */
  readonly bookings: readonly CustomerBooking[];
  readonly moreBookings: boolean;
  /** Newest first. */
  readonly activity: readonly CustomerActivity[];
}

export interface MergedCustomer extends Contact {
  readonly id: string;
  readonly at: Date;
}

export interface OpenCardLink {
  readonly id: string;
  readonly expiresAt: Date;
}

export interface CustomerBooking {
  readonly id: string;
  readonly reference: string;
  readonly service: string;
  readonly startsAt: Date;
  readonly paymentStatus: PaymentStatus;
  readonly currency: string;
  /** Minor units, as is outstanding. */
  readonly total: number;
  readonly outstanding: number;
}

/** One stored event of the customer: `data` is it as JSON. */
export interface CustomerActivity {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly by: Actor;
  readonly data: Readonly<Record<string, unknown>>;
}
