import type { BookingView } from '../../../application/booking/booking.views.js';
import type { Format } from '../views/format.js';
import type { Badge } from './badges.js';

export interface Callout {
  readonly tone: Badge['tone'];
  readonly icon: string;
  readonly title: string;
  readonly text: string;
  /** The payment that it is about, in Stripe's dashboard. */
  readonly href?: string;
  /** What to do about it here: a form. */
  readonly form?: { readonly id: string; readonly href: string; readonly label: string };
}

/** What staff should know before they do anything else here. */
export function callouts(booking: BookingView, dashboard: string, format: Format, now: Date): Callout[] {
  const money = (amount: number) => format.money(amount, booking.currency);
  const found: Callout[] = [];
  for (const payment of booking.payments) {
    const { kind, amount, operation } = payment;
    if (payment.state === 'in_doubt' || operation?.inDoubt) {
      const what = operation
        ? `${operation.kind} of ${money(operation.amount)}`
        : `${kind} of ${money(amount)}`;
      found.push({
        tone: 'warn',
        icon: 'clock',
        title: 'Checking with Stripe…',
        text: `Stripe hasn’t said yet whether the ${what} went through. This settles by itself, usually within half a minute, and nothing is charged twice.`,
      });
    }
    if (payment.state === 'requires_action') {
      found.push({
        tone: 'warn',
        icon: 'person',
        title: `The customer must authenticate ${money(amount)}`,
        text: 'Their bank wants them to confirm this payment; nothing is taken until then. To go on without waiting, cancel it in Stripe, then charge again here, with another card if need be.',
        href: payment.paymentIntent && `${dashboard}/payments/${payment.paymentIntent}`,
      });
    }
  }
  const last = booking.payments.at(-1);
  if (booking.flags.includes('last_charge_declined') && last?.decline) {
    found.push({
      tone: 'bad',
      icon: 'cross',
      title: `The last ${last.kind === 'hold' ? 'hold' : 'charge'} of ${money(last.amount)} was declined`,
      text: last.decline.message,
    });
  }
  if (booking.holdExpiresAt && booking.flags.includes('hold_expiring')) {
    found.push({
      tone: 'warn',
      icon: 'clock',
      title: `The hold ends in ${format.left(booking.holdExpiresAt, now)}`,
      text: `Capture it before ${format.dateTime(booking.holdExpiresAt)} (${format.zone}). After that the money goes back to the customer.`,
    });
  }
  if (booking.flags.includes('disputed')) {
    found.push({
      tone: 'bad',
      icon: 'bang',
      title: `${money(booking.disputed)} is disputed`,
      text: 'The customer’s bank questions a payment. Answer with evidence in Stripe; until it is decided, nothing else changes here.',
    });
  }
  if (booking.flags.includes('overpaid')) {
    found.push({
      tone: 'warn',
      icon: 'plus',
      title: `${money(booking.overpaid)} more than owed was taken`,
      text: 'If the total is too low, correct it. If the customer is to get the difference back, refund it, and correct the total if it still shows here.',
    });
  }
  return found;
}
