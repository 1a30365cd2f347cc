import type { BookingFlag } from '../../domain/booking/booking-flags.js';
import type { BookingLife } from '../../domain/booking/booking-life.js';
import type { PriceLineKind, PriceLineOrigin } from '../../domain/booking/price-line.js';
import type { PaymentOption } from '../../domain/booking/booking.js';
import type { PaymentStatus } from '../../domain/booking/payment-status.js';
import type { Checkout } from '../../domain/payment/checkout.js';
import type { CardSummary, Decline } from '../../domain/payment/payment-report.js';
import type { DisputeView } from '../payment/dispute.views.js';
import type { PaymentOperation } from '../../domain/payment/payment-operation.js';
import type { CollectionData } from '../../domain/payment/collection.js';
import type { PaymentKind } from '../../domain/payment/payment.js';
import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { CustomerCard } from '../customer/customer.js';
import type { CardView } from '../customer/customer.views.js';

/** All amounts of a booking in minor units of `currency`. */
export interface AmountsView {
  readonly currency: string;
  readonly total: number;
  readonly captured: number;
  readonly collected: number;
  readonly refunded: number;
  readonly waived: number;
  readonly disputed: number;
  readonly held: number;
  readonly inFlight: number;
  readonly outstanding: number;
  readonly overpaid: number;
  readonly chargeable: number;
}

export interface BookingRow extends AmountsView {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
  readonly service: string;
  readonly startsAt: Date;
  readonly paymentOption: PaymentOption;
  readonly paymentStatus: PaymentStatus;
  readonly life: BookingLife;
  readonly flags: readonly BookingFlag[];
  /** The first open hold to end. */
  readonly holdExpiresAt?: Date;
  /** Until when the first dispute that waits for an answer can be answered. */
  readonly disputeDueBy?: Date;
  readonly registeredAt: Date;
  readonly customer: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly phone?: string;
  };
}

export interface BookingView extends BookingRow {
  readonly registeredBy: Actor;
  /** What the total is made of. */
  readonly lines: readonly PriceLineView[];
  readonly customer: BookingRow['customer'] & {
    readonly stripeCustomer?: string;
    readonly card?: CustomerCard;
    /** The primary one first. */
    readonly cards: readonly CardView[];
  };
  /** Oldest first. */
  readonly payments: readonly PaymentView[];
  /** Newest first. */
  readonly timeline: readonly TimelineEntry[];
}

export interface PriceLineView {
  readonly kind: PriceLineKind;
  readonly description: string;
  readonly quantity: number;
  /** Minor units, as is the amount of all of the line; a discount's is taken off. */
  readonly unitAmount: number;
  readonly amount: number;
  readonly origin?: PriceLineOrigin;
}

export interface PaymentView {
  readonly id: string;
  readonly booking: string;
  readonly kind: PaymentKind;
  readonly state: PaymentState;
  readonly currency: string;
  /** Minor units, as are captured and refunded. */
  readonly amount: number;
  readonly captured: number;
  readonly refunded: number;
  /** What can be given back of it now. */
  readonly refundable: number;
  readonly paymentMethod?: string;
  readonly card?: CardSummary;
  readonly paymentIntent?: string;
  /** The page of Stripe's on which the customer pays. */
  readonly checkout?: Checkout;
  /** The hold that it was placed instead of. */
  readonly replaces?: { readonly payment: string };
  readonly captureBefore?: Date;
  readonly decline?: Decline;
  readonly note?: string;
  /** Of a collection. */
  readonly collection?: CollectionData & { readonly methodLabel: string };
  readonly operation?: {
    readonly id: string;
    readonly kind: PaymentOperation['kind'];
    readonly amount: number;
    readonly inDoubt: boolean;
    readonly requestedAt: Date;
  };
  readonly refunds: readonly {
    readonly id: string;
    readonly amount: number;
    readonly status: string;
    readonly reason?: string;
    /** Our id of the request for it; none for a refund made in Stripe. */
    readonly operation?: string;
    readonly stillOwed: boolean;
    /** Somebody said so after it was made. */
    readonly isOwedDecided: boolean;
    /** The part that gave back an overpayment, by what was decided. */
    readonly ofOverpaid: number;
    readonly note?: string;
    readonly createdAt: Date;
  }[];
  readonly disputes: readonly DisputeView[];
  readonly requestedAt: Date;
  readonly requestedBy: Actor;
}

/** One stored event: `data` is the event as JSON (Money as {amount, currency}, dates as ISO text). */
export interface TimelineEntry {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly by: Actor;
  readonly data: Readonly<Record<string, unknown>>;
}
