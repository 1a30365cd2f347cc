import type { BookingView } from '../../../application/booking/booking.views.js';
import { endingOutcome, type EndedOperation } from '../../../application/booking/ending-outcome.js';
import type { Toast } from '../session/toasts.js';
import type { Format } from '../views/format.js';
import type { Ending } from './ending-form.js';

const DONE = { capture: 'captured', release: 'released', refund: 'refunded' } as const;

/** What came of each thing that was decided, as far as it is known now. */
export function endingToast(
  life: Ending,
  booking: BookingView,
  decision: string,
  format: Format,
): Omit<Toast, 'id'> {
  const operations = endingOutcome(booking, decision);
  const of = (outcome: EndedOperation['outcome']) => operations.filter((each) => each.outcome === outcome);
  const money = (amount: number) => format.money(amount, booking.currency);
  const ended =
    life === 'cancelled'
      ? `${booking.reference} is cancelled`
      : `${booking.reference}: the customer didn’t come`;
  const done = of('done').map(({ kind, amount }) => `${money(amount)} ${DONE[kind]}`);
  const refused = of('refused');
  const underWay = of('under_way');
  const said = done.length > 0 ? `${done.join(', ')}. ` : '';
  if (refused.length > 0) {
    const what = refused.map(({ kind, amount }) => `the ${kind} of ${money(amount)}`).join(' and ');
    return {
      tone: 'bad',
      title: `${ended}, but ${what} did not happen`,
      text: `${said}${refused[0]?.note ?? ''} Ask for it again from here.`.trim(),
    };
  }
  if (underWay.length > 0) {
    const what = underWay.map(({ kind, amount }) => `the ${kind} of ${money(amount)}`).join(' and ');
    return {
      tone: 'warn',
      title: `${ended}; checking with Stripe…`,
      text: `${said}Stripe hasn’t answered about ${what} yet. This page shows it as soon as it is known; nothing is done twice.`,
    };
  }
  const left =
    booking.outstanding > 0
      ? `${money(booking.outstanding)} outstanding.`
      : booking.overpaid > 0
        ? `${money(booking.overpaid)} more than owed is still with you.`
        : '';
  return { tone: 'good', title: ended, text: `${said}${left}`.trim() || 'No money moved.' };
}
