import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { isForGood } from '../../../domain/payment/decline.js';
import { Money } from '../../../domain/shared/money.js';
import type { Callout } from '../bookings/callout.js';
import { cardName } from '../bookings/card-name.js';
import { NEXT_STEP_LABELS } from './next-steps.js';

/** Why the last attempt was declined, what to do now and what to tell the customer. */
export function declineCallout(
  payment: PaymentView,
  booking: BookingView,
  money: (amount: number) => string,
): Callout[] {
  const { decline } = payment;
  if (!decline) return [];
  const card = cardName(payment.card);
  const forGood = isForGood(decline) ? ' Purser won’t try this card again.' : '';
  return [
    {
      tone: 'bad',
      icon: 'cross',
      title: `The last ${payment.kind === 'hold' ? 'hold' : 'charge'} of ${money(payment.amount)} was declined${card && ` by ${card}`}`,
      text: `${decline.message}${forGood}`,
      next: decline.nextStep && NEXT_STEP_LABELS[decline.nextStep],
      say: decline.customerMessage,
      form: otherCardForm(payment, booking),
    },
  ];
}

/** The same dialog with what was declined filled in, as far as it may still be asked for, and another card chosen. */
function otherCardForm({ kind, amount, card }: PaymentView, booking: BookingView): Callout['form'] {
  const most = Math.min(amount, booking.chargeable);
  if (most === 0) return undefined;
  const another = booking.customer.cards.find(({ id }) => id !== card?.id);
  const query = new URLSearchParams({
    amount: Money.of(most, booking.currency).toDecimal(),
    ...(another ? { card: another.id } : { other: '1' }),
  });
  const isHold = kind === 'hold';
  return {
    id: 'other-card',
    href: `/bookings/${booking.id}/${isHold ? 'holds' : 'charges'}/new?${query.toString()}`,
    label: isHold ? 'Hold on another card' : 'Charge another card',
  };
}
