import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { Money } from '../../../domain/shared/money.js';
import { declineCallout } from '../payments/decline-callout.js';
import { disputeCallouts } from '../disputes/dispute-callouts.js';
import type { Format } from '../views/format.js';
import type { Callout } from './callout.js';
import { failedRefund, undecidedRefunds } from './refund-callouts.js';

export type { Callout } from './callout.js';

/** What the page knows of the booking when it tells what to look at. */
interface Told {
  readonly booking: BookingView;
  readonly dashboard: string;
  readonly format: Format;
  readonly now: Date;
  /** In the booking's currency. */
  readonly money: (amount: number) => string;
}

/** The most urgent first. */
const TOPICS: readonly ((told: Told) => Callout[])[] = [
  inDoubt,
  mustAuthenticate,
  onPage,
  declined,
  holdEnding,
  holdExpired,
  disputed,
  overpaid,
  heldForNothing,
  ({ booking, money }) => failedRefund(booking, money),
  ({ booking, money }) => undecidedRefunds(booking, money),
];

/** What staff should know before they do anything else here. */
export function callouts(booking: BookingView, dashboard: string, format: Format, now: Date): Callout[] {
  const money = (amount: number) => format.money(amount, booking.currency);
  return TOPICS.flatMap((topic) => topic({ booking, dashboard, format, now, money }));
}

function inDoubt({ booking, money }: Told): Callout[] {
  return booking.payments
    .filter(({ state, operation }) => state === 'in_doubt' || operation?.inDoubt)
    .map(({ kind, amount, operation }) => {
      const what = operation
        ? `${operation.kind} of ${money(operation.amount)}`
        : `${kind} of ${money(amount)}`;
      return {
        tone: 'warn',
        icon: 'clock',
        title: 'Checking with Stripe…',
        text: `Stripe hasn’t said yet whether the ${what} went through. This settles by itself, usually within half a minute, and nothing is charged twice.`,
      };
    });
}

function mustAuthenticate({ booking, dashboard, money }: Told): Callout[] {
  return booking.payments
    .filter(({ state, checkout, operation }) => state === 'requires_action' && !checkout && !operation)
    .map(({ id, amount, paymentIntent }) => ({
      tone: 'warn',
      icon: 'person',
      title: `The customer must authenticate ${money(amount)}`,
      text: 'Their bank wants them to confirm this payment; nothing is taken until then. To go on without waiting, give it up below, then charge again, with another card if need be.',
      href: paymentIntent && `${dashboard}/payments/${paymentIntent}`,
      form: {
        id: `ask-${id}`,
        href: `/payments/${id}/authentication-links/new`,
        label: 'Ask the customer to authenticate',
      },
    }));
}

function onPage({ booking, format, money }: Told): Callout[] {
  return booking.payments
    .filter(({ state, checkout, operation }) => state === 'requires_action' && checkout && !operation)
    .map(({ id, amount, checkout, decline }) => ({
      tone: 'info',
      icon: 'clock',
      title: `The customer is paying ${money(amount)}`,
      text: `They opened Stripe’s page by a link. Until they have paid, or the page ends ${checkout ? `(${format.dateTime(checkout.expiresAt)}, ${format.zone})` : ''}, nobody can charge this amount.${decline ? ` The card they tried was declined: ${decline.message}` : ''}`,
      form: { id: `wait-no-longer-${id}`, href: `/payments/${id}/cancel/new`, label: 'Wait no longer' },
    }));
}

function declined({ booking, money }: Told): Callout[] {
  const last = booking.payments.at(-1);
  return booking.flags.includes('last_charge_declined') && last ? declineCallout(last, booking, money) : [];
}

function holdEnding({ booking, format, now }: Told): Callout[] {
  if (!booking.holdExpiresAt || !booking.flags.includes('hold_expiring')) return [];
  return [
    {
      tone: 'warn',
      icon: 'clock',
      title: `The hold ends in ${format.left(booking.holdExpiresAt, now)}`,
      text: `Capture it before ${format.dateTime(booking.holdExpiresAt)} (${format.zone}), or renew it. After that the money goes back to the customer.`,
      form: renewal(
        booking,
        ({ state, captureBefore }) =>
          state === 'authorized' && captureBefore?.getTime() === booking.holdExpiresAt?.getTime(),
      ),
    },
  ];
}

/** One that nobody has renewed yet, while what it was for is still owed. */
function holdExpired({ booking, money }: Told): Callout[] {
  if (booking.chargeable === 0) return [];
  const last = booking.payments.findLast(({ kind }) => kind === 'hold');
  if (last?.state !== 'expired') return [];
  return [
    {
      tone: 'warn',
      icon: 'calendar',
      title: `The hold of ${money(last.amount)} has expired`,
      text: 'It was not captured in time, and the money is the customer’s again. Charge them, or hold it anew.',
      form: renewal(booking, ({ id }) => id === last.id),
    },
  ];
}

function renewal({ payments }: BookingView, which: (payment: PaymentView) => boolean): Callout['form'] {
  const hold = payments.find((payment) => which(payment) && !payment.operation);
  return hold && { id: 'renew-hold', href: `/payments/${hold.id}/reauthorize/new`, label: 'Renew the hold' };
}

function disputed({ booking, dashboard, format, now }: Told): Callout[] {
  return disputeCallouts(booking, { dashboard, format, now });
}

function overpaid({ booking, money }: Told): Callout[] {
  if (!booking.flags.includes('overpaid')) return [];
  return [
    {
      tone: 'warn',
      icon: 'plus',
      title: `${money(booking.overpaid)} more than owed was taken`,
      text: 'If the total is too low, correct it. Otherwise give the difference back.',
      form: {
        id: 'refund-overpaid',
        href: `/bookings/${booking.id}/refunds/new?amount=${Money.of(booking.overpaid, booking.currency).toDecimal()}`,
        label: `Refund ${money(booking.overpaid)}`,
      },
    },
  ];
}

/** What ended with its hold left open, or whose release was refused. */
function heldForNothing({ booking, money }: Told): Callout[] {
  const { life, held, outstanding } = booking;
  const hasEnded = life === 'cancelled' || life === 'no_show';
  if (!hasEnded || held <= outstanding) return [];
  return [
    {
      tone: 'warn',
      icon: 'lock',
      title: `${money(held)} is still held on the card`,
      text:
        outstanding > 0
          ? `Only ${money(outstanding)} is owed for this booking: capture that, and the rest is given back.`
          : 'Nothing is owed for this booking any more: release the hold.',
    },
  ];
}
