import type { BookingView } from '../../../application/booking/booking.views.js';
import { Money } from '../../../domain/shared/money.js';
import type { Callout } from './callout.js';
import { owedChoice } from './refund-lines.js';

type Written = (amount: number) => string;

/** Refunds that somebody made in Stripe: whether the customer still owes it only people know. */
export function undecidedRefunds(booking: BookingView, money: Written): Callout[] {
  return booking.payments.flatMap((payment) =>
    payment.refunds
      .filter(({ operation, isOwedDecided, status }) => {
        const counts = status === 'pending' || status === 'succeeded';
        return counts && operation === undefined && !isOwedDecided && booking.waived > 0;
      })
      .map(({ id, amount }) => ({
        tone: 'info' as const,
        icon: 'undo',
        title: `${money(amount)} was refunded in Stripe`,
        text: 'It counts as no longer owed. Does the customer still owe it?',
        choices: [
          owedChoice(payment.id, id, true),
          { ...owedChoice(payment.id, id, false), label: 'No, it is no longer owed' },
        ],
      })),
  );
}

export function failedRefund(booking: BookingView, money: Written): Callout[] {
  if (!booking.flags.includes('refund_failed')) return [];
  const failed = booking.payments
    .flatMap(({ id: payment, refunds }) => refunds.map((refund) => ({ ...refund, payment })))
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .findLast(({ status }) => status === 'failed');
  if (!failed) return [];
  return [
    {
      tone: 'bad',
      icon: 'bang',
      title: `The refund of ${money(failed.amount)} didn’t reach the customer`,
      // https://docs.stripe.com/refunds#failed-refunds
      text: 'Their bank sent it back, often because the card was closed. The money is with you again and counts as taken. Ask the customer how else to pay them back, or refund another payment of theirs.',
      form: {
        id: 'refund-again',
        href: `/bookings/${booking.id}/refunds/new?amount=${Money.of(failed.amount, booking.currency).toDecimal()}`,
        label: 'Refund again',
      },
    },
  ];
}
