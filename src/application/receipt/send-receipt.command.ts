import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PaymentNotFound } from '../../domain/payment/payment-errors.js';
import { recipientOf } from '../../domain/receipt/receipt-errors.js';
import { receiptOf, type ReceiptSubject } from '../../domain/receipt/receipt.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { receiptMail } from './receipt-mail.js';

export interface WantedReceipt {
  readonly subject: ReceiptSubject;
  /** The address that the booking names, unless given. */
  readonly email?: string;
  /** A fresh id of this decision. */
  readonly occasion: string;
  readonly by: Actor;
  readonly idempotency: Idempotency;
}

export interface SentReceipt {
  readonly mail: string;
  readonly booking: string;
  readonly email: string;
}

/**
 * Mails a receipt because somebody wants it mailed, once more or for the first time. The same decision again mails
 * nothing more. Throws NoReceipt, RecipientNotAccepted, PaymentNotFound, RefundNotFound.
 */
export class SendReceipt extends Command<SentReceipt> {
  constructor(readonly wanted: WantedReceipt) {
    super();
  }
}

@CommandHandler(SendReceipt)
export class SendReceiptHandler implements ICommandHandler<SendReceipt> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: SendReceipt): Promise<SentReceipt> {
    return this.unitOfWork.run((transaction) => this.send(transaction, wanted));
  }

  private async send(transaction: Transaction, wanted: WantedReceipt): Promise<SentReceipt> {
    const { bookings, receipts, settings, decisions, mails } = transaction;
    const { subject, by, idempotency } = wanted;
    const payment = 'payment' in subject ? subject.payment : await receipts.paymentOf(subject.refund);
    const booking = await bookings.lockByPayment(payment);
    if (!booking) throw new PaymentNotFound(payment);
    const at = this.clock.now();
    const receipt = receiptOf(booking, subject, await receipts.entry(subject), at);
    const email = wanted.email === undefined ? booking.about.contact.email : recipientOf(wanted.email);
    const earlier = await decisions.claim(idempotency, wanted.occasion);
    const occasion = earlier ?? wanted.occasion;
    const details = await settings.current();
    const mail = await mails.queue(receiptMail(receipt, { details, to: email, occasion, by }));
    if (earlier === undefined) {
      const { refund, amount: receipted } = receipt;
      booking.recordReceiptSent(payment, { refund, receipted, email }, { by, at });
      await bookings.save(booking);
    }
    return { mail, booking: booking.id, email };
  }
}
