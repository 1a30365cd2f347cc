import type { Booking } from '../booking/booking.js';
import type { PriceLine } from '../booking/price-line.js';
import { PaymentNotFound } from '../payment/payment-errors.js';
import type { Payment } from '../payment/payment.js';
import { RefundNotFound } from '../payment/refund-errors.js';
import { counts, type Refund } from '../payment/refund.js';
import type { CalendarDate } from '../shared/calendar-date.js';
import type { Money } from '../shared/money.js';
import { NoReceipt } from './receipt-errors.js';

/** What a receipt is for: money taken, or money given back. `refund`: its id, Stripe's or, for a collection's, ours. */
export type ReceiptSubject = { readonly payment: string } | { readonly refund: string };

/** What is known of a receipt besides the booking itself. */
export interface ReceiptEntry {
  /** Given to the payment or refund when it was first stored, for good. */
  readonly number: string;
  /** When the money was taken, as far as it was told. */
  readonly takenAt?: Date;
  /** How the business calls the way in which a collection was paid. */
  readonly methodLabel?: string;
}

export interface GivenBack {
  readonly amount: Money;
  readonly at: Date;
  /** The customer’s bank doesn’t have it yet. */
  readonly isOnItsWay: boolean;
}

/** What the customer is told in writing of one payment or one refund. */
export interface Receipt {
  readonly number: string;
  readonly of: 'payment' | 'refund';
  /** Of the payment that it is for, or that the refund gave back. */
  readonly payment: string;
  readonly refund?: string;
  readonly booking: {
    readonly id: string;
    readonly version: number;
    readonly reference: string;
    readonly service: string;
    readonly startsAt: Date;
  };
  readonly customer: { readonly name: string; readonly email: string };
  /** What the price is made of; none where it is the service alone. */
  readonly lines: readonly PriceLine[];
  readonly total: Money;
  /** Taken, or given back. */
  readonly amount: Money;
  /** When. Of a collection only the day is known. */
  readonly at?: Date;
  readonly day?: CalendarDate;
  readonly card?: { readonly brand: string; readonly last4: string };
  /** Instead of a card: how it was paid outside Stripe. */
  readonly method?: string;
  /** `pi_…` or `re_…` */
  readonly stripeReference?: string;
  /** Of the payment, oldest first; on a refund’s receipt, itself included. */
  readonly givenBack: readonly GivenBack[];
  /** How the booking stands: not when the money moved, but at this moment. */
  readonly standing: {
    readonly asOf: Date;
    /** Taken for the booking and not given back, by all payments. */
    readonly paid: Money;
    /** The part of the price that need not be paid any more. */
    readonly waived: Money;
    readonly outstanding: Money;
  };
}

/**
 * The receipt for a payment or a refund, as of a moment. Throws NoReceipt, with the state, where no money has moved;
 * PaymentNotFound and RefundNotFound.
 */
export function receiptOf(
  booking: Booking,
  subject: ReceiptSubject,
  entry: ReceiptEntry,
  asOf: Date,
): Receipt {
  const { payment, refund } = found(booking, subject);
  const { id, reference, service, startsAt, contact } = booking.about;
  const { amounts, price, version } = booking;
  const { collection, card, paymentIntent, requestedAt } = payment.toData();
  const taken = collection ? { day: collection.receivedOn } : { at: entry.takenAt ?? requestedAt };
  return {
    number: entry.number,
    of: refund ? 'refund' : 'payment',
    payment: payment.id,
    booking: { id, version, reference, service, startsAt },
    customer: { name: contact.name, email: contact.email },
    lines: price.isJust(service) ? [] : price.lines,
    total: amounts.total,
    ...(refund
      ? { refund: refund.id, amount: refund.amount, at: refund.createdAt }
      : { amount: payment.captured, ...taken }),
    ...(card ? { card: { brand: card.brand, last4: card.last4 } } : {}),
    ...(collection ? { method: entry.methodLabel ?? collection.method } : {}),
    ...(collection ? {} : { stripeReference: refund?.id ?? paymentIntent }),
    givenBack: payment.refunds.filter(counts).map(({ amount, createdAt, status }) => ({
      amount,
      at: createdAt,
      isOnItsWay: status === 'pending',
    })),
    standing: {
      asOf,
      paid: amounts.captured.plus(amounts.collected).minus(amounts.refunded),
      waived: amounts.waived,
      outstanding: amounts.outstanding,
    },
  };
}

function found(booking: Booking, subject: ReceiptSubject): { payment: Payment; refund?: Refund } {
  if ('payment' in subject) {
    const payment = booking.findPayment(subject.payment);
    if (!payment) throw new PaymentNotFound(subject.payment);
    if (payment.state !== 'succeeded') throw new NoReceipt('payment', payment.state);
    if (payment.collection?.reversal) throw new NoReceipt('payment', 'reversed');
    return { payment };
  }
  for (const payment of booking.payments) {
    const refund = payment.refunds.find(({ id }) => id === subject.refund);
    if (!refund) continue;
    if (refund.status !== 'succeeded') throw new NoReceipt('refund', refund.status);
    if (payment.collection?.reversal) throw new NoReceipt('refund', 'reversed');
    return { payment, refund };
  }
  throw new RefundNotFound(subject.refund);
}
