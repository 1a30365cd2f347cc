import type { Booking } from '../../domain/booking/booking.js';
import { receiptOf, type ReceiptSubject } from '../../domain/receipt/receipt.js';
import { receiptsDue } from '../../domain/receipt/receipts-due.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import type { BookingRepository } from '../booking/booking.repository.port.js';
import type { Transaction } from '../shared/unit-of-work.port.js';
import { receiptMail } from './receipt-mail.js';

type Around = Pick<Transaction, 'settings' | 'receipts' | 'mails'>;

/**
 * The same repository, which mails the receipts that customers are to get without anybody sending them: in the
 * transaction that stores that money moved, whoever moved it and however that is heard of. A payment or refund has one
 * such mail at most, for that is its cause.
 */
export function withReceipts(bookings: BookingRepository, around: Around): BookingRepository {
  const storing = async (booking: Booking, store: () => Promise<void>) => {
    const due = receiptsDue(booking);
    const [news] = booking.events.slice(-1);
    const settings = due.length > 0 && news ? await around.settings.current() : undefined;
    if (!settings?.sendReceipts || !news) return store();
    const to = booking.about.contact.email;
    const { at } = news.cause;
    for (const subject of due) recordSent(booking, subject, to, at);
    await store();
    for (const subject of due) {
      const receipt = receiptOf(booking, subject, await around.receipts.entry(subject), at);
      await around.mails.queue(receiptMail(receipt, { details: settings, to, by: SYSTEM }));
    }
  };
  return {
    add: (booking) => storing(booking, () => bookings.add(booking)),
    save: (booking) => storing(booking, () => bookings.save(booking)),
    // Without payments there is nothing to receipt.
    addAll: (added) => bookings.addAll(added),
    lock: (id) => bookings.lock(id),
    lockIfStored: (id) => bookings.lockIfStored(id),
    lockByPayment: (payment) => bookings.lockByPayment(payment),
    lockByPaymentIntent: (intent) => bookings.lockByPaymentIntent(intent),
    attemptsElsewhere: (booking, card) => bookings.attemptsElsewhere(booking, card),
  };
}

function recordSent(booking: Booking, subject: ReceiptSubject, email: string, at: Date): void {
  const cause = { by: SYSTEM, at };
  if ('payment' in subject) {
    const receipted = booking.payment(subject.payment).captured;
    return booking.recordReceiptSent(subject.payment, { receipted, email }, cause);
  }
  for (const payment of booking.payments) {
    const refund = payment.refunds.find(({ id }) => id === subject.refund);
    if (refund)
      booking.recordReceiptSent(payment.id, { refund: refund.id, receipted: refund.amount, email }, cause);
  }
}
