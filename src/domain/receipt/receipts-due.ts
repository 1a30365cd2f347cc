import type { BookingEvent } from '../booking/booking-events.js';
import type { Booking } from '../booking/booking.js';
import type { ReceiptSubject } from './receipt.js';

/**
 * Money that moved longer ago than this, and is only now heard of, is no news to the customer. A refund counts from when
 * it was asked for, and banks take up to ten working days: https://docs.stripe.com/refunds
 */
export const RECEIPT_NEWS_DAYS = { taken: 7, givenBack: 14 };
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What has just become certain on a booking and calls for a receipt: money taken or given back, whoever did it. A payment
 * that staff linked isn’t among it: the customer made it elsewhere, and may have been told of it there.
 */
export function receiptsDue(booking: Booking): ReceiptSubject[] {
  return booking.events.flatMap((event) => {
    const moved = movedBy(booking, event);
    if (!moved) return [];
    const age = event.cause.at.getTime() - moved.at.getTime();
    const days = 'payment' in moved.subject ? RECEIPT_NEWS_DAYS.taken : RECEIPT_NEWS_DAYS.givenBack;
    return age <= days * DAY_MS ? [moved.subject] : [];
  });
}

interface Moved {
  readonly subject: ReceiptSubject;
  /** Where it isn’t known exactly: the earliest that it can have been, and for a hold, which ends, the latest. */
  readonly at: Date;
}

function movedBy(booking: Booking, event: BookingEvent): Moved | undefined {
  switch (event.type) {
    case 'charge_succeeded':
    case 'hold_captured': {
      const { requestedAt, captureBefore, kind } = booking.payment(event.payment).toData();
      const end = kind === 'hold' ? captureBefore : undefined;
      return { subject: { payment: event.payment }, at: event.takenAt ?? end ?? requestedAt };
    }
    case 'collection_recorded':
      return { subject: { payment: event.payment }, at: new Date(`${event.receivedOn}T23:59:59Z`) };
    case 'refund_recorded':
      return givenBack(booking, event.payment, event.operation);
    case 'refund_changed':
      return event.status === 'succeeded' ? givenBack(booking, event.payment, event.refund) : undefined;
    default:
      return undefined;
  }
}

/** Unless it has come back by the end of the same news. */
function givenBack(booking: Booking, payment: string, id: string): Moved | undefined {
  const refund = booking.payment(payment).refunds.find((each) => each.id === id);
  return refund?.status === 'succeeded' ? { subject: { refund: id }, at: refund.createdAt } : undefined;
}
