import { lineAmount } from '../../domain/booking/price-line.js';
import type { Receipt } from '../../domain/receipt/receipt.js';
import type { BusinessDetails } from '../../domain/settings/business-details.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { ReceiptLetter } from '../mail/mail-content.js';
import type { NewMail } from '../mail/mail.repository.port.js';

export interface ReceiptDelivery {
  readonly details: BusinessDetails;
  readonly to: string;
  /** Tells one sending of it from another; none for the one that goes out by itself, which there is once. */
  readonly occasion?: string;
  readonly by: Actor;
}

/** Brings a receipt to the customer, as it reads now: what they were sent stays what it was. */
export function receiptMail(receipt: Receipt, { details, to, occasion, by }: ReceiptDelivery): NewMail {
  const { customer, booking } = receipt;
  const cause = `receipt:${receipt.refund ?? receipt.payment}`;
  return {
    template: receipt.of === 'payment' ? 'receipt' : 'refund_receipt',
    data: letterOf(receipt, details),
    cause: occasion === undefined ? cause : `${cause}:${occasion}`,
    to: to === customer.email ? { name: customer.name, email: to } : { email: to },
    booking: booking.id,
    by,
  };
}

function letterOf(receipt: Receipt, details: BusinessDetails): ReceiptLetter {
  const { number, booking, customer, amount, total, at, day, card, method, stripeReference } = receipt;
  const { reference, service, startsAt } = booking;
  return {
    number,
    customerName: customer.name,
    booking: { reference, service, startsAt },
    lines: receipt.lines.map((line) => ({
      description: line.description,
      quantity: line.quantity,
      isOff: line.kind === 'discount',
      amount: lineAmount(line),
    })),
    total,
    amount,
    ...(at ? { at } : {}),
    ...(day === undefined ? {} : { day }),
    ...(card ? { card } : {}),
    ...(method === undefined ? {} : { method }),
    ...(stripeReference === undefined ? {} : { stripeReference }),
    givenBack: receipt.of === 'payment' ? receipt.givenBack : [],
    standing: receipt.standing,
    contact: details,
  };
}
