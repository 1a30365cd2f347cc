import type { ReceiptView } from '../../../application/receipt/get-receipt.query.js';
import { lineAmount } from '../../../domain/booking/price-line.js';
import type { Money } from '../../../domain/shared/money.js';
import { cardName } from '../bookings/card-name.js';
import type { Format } from '../views/format.js';

/** A receipt on paper: for customers, who may be anywhere, so each currency and zone is named. */
export function receiptPage(receipt: ReceiptView, format: Format) {
  const { number, booking, contact, standing, at, day } = receipt;
  const money = ({ amount, currency }: Money) => format.moneyAbroad(amount, currency);
  const isRefund = receipt.of === 'refund';
  const path = pathOf(receipt);
  return {
    title: `Receipt ${number}`,
    back: { href: `/bookings/${booking.id}`, label: booking.reference },
    actions: [{ href: `${path}/mails/new`, label: 'Mail it' }],
    heading: isRefund ? 'Refund receipt' : 'Receipt',
    number,
    contact,
    reach: [contact.contactEmail, contact.contactPhone].filter((way) => way !== ''),
    customer: receipt.customer,
    amountLabel: isRefund ? 'Given back' : 'Paid',
    amount: money(receipt.amount),
    facts: [
      {
        name: isRefund ? 'Given back on' : 'Paid on',
        value: at ? format.zonedDateTime(at) : format.day(day ?? ''),
      },
      {
        name: isRefund ? 'Given back to' : 'Paid by',
        value: receipt.method ?? (cardName(receipt.card) || 'Card'),
      },
      ...(isRefund ? [] : receipt.givenBack).map((each) => ({
        name: each.isOnItsWay ? 'On its way back since' : 'Given back since',
        value: `${money(each.amount)}, ${format.zonedDateTime(each.at)}`,
      })),
      { name: 'Booking', value: booking.reference },
      { name: 'Service', value: booking.service },
      { name: 'Starts', value: format.zonedDateTime(booking.startsAt) },
      ...(receipt.stripeReference === undefined
        ? []
        : [{ name: 'Stripe’s reference', value: receipt.stripeReference, code: true }]),
    ],
    lines: receipt.lines.map((line) => ({
      what: line.quantity === 1 ? line.description : `${line.quantity} × ${line.description}`,
      amount: `${line.kind === 'discount' ? '−' : ''}${money(lineAmount(line))}`,
    })),
    total: money(receipt.total),
    standing: {
      asOf: format.zonedDateTime(standing.asOf),
      paid: money(standing.paid),
      waived: standing.waived.isZero ? undefined : money(standing.waived),
      outstanding: money(standing.outstanding),
    },
  };
}

export function pathOf({ payment, refund }: Pick<ReceiptView, 'payment' | 'refund'>): string {
  return refund === undefined ? `/payments/${payment}/receipt` : `/refunds/${refund}/receipt`;
}
