import type { ReceiptBook } from '../../../src/application/receipt/receipt-book.port.js';
import type { BookingEvent } from '../../../src/domain/booking/booking-events.js';
import type { BookingData } from '../../../src/domain/booking/booking.js';
import { PaymentNotFound } from '../../../src/domain/payment/payment-errors.js';
import { RefundNotFound } from '../../../src/domain/payment/refund-errors.js';

/** Numbers that tell what they are for: `R-p1`. */
export function receiptsIn(stored: {
  bookings(): readonly BookingData[];
  events(): readonly BookingEvent[];
}): ReceiptBook {
  const payments = () => stored.bookings().flatMap((booking) => booking.payments);
  const paymentOf = (refund: string) => {
    const payment = payments().findLast(({ refunds }) => refunds.some(({ id }) => id === refund));
    if (!payment) throw new RefundNotFound(refund);
    return payment.id;
  };
  return {
    entry: (subject) => {
      const id = 'payment' in subject ? subject.payment : paymentOf(subject.refund);
      const payment = payments().findLast((each) => each.id === id);
      if (!payment) throw new PaymentNotFound(id);
      const taken = stored
        .events()
        .findLast(
          (event) =>
            (event.type === 'charge_succeeded' || event.type === 'hold_captured') && event.payment === id,
        );
      return Promise.resolve({
        number: `R-${'payment' in subject ? id : subject.refund}`,
        ...(taken ? { takenAt: ('takenAt' in taken && taken.takenAt) || taken.cause.at } : {}),
        ...(payment.collection ? { methodLabel: `by ${payment.collection.method}` } : {}),
      });
    },
    paymentOf: (refund) => Promise.resolve(paymentOf(refund)),
  };
}
