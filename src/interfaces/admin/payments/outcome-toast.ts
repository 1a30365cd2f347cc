import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
import { cardName } from '../bookings/card-name.js';
import type { Toast } from '../session/toasts.js';
import type { Format } from '../views/format.js';

type Said = Omit<Toast, 'id'>;
export type Decided = 'charge' | 'hold' | 'capture' | 'release' | 'renew';

/** What is said in the top-right corner after a decision was sent, by how the payment stands now. */
export function outcomeToast(
  decided: Decided,
  payment: PaymentView,
  booking: BookingView,
  format: Format,
): Said {
  const money = (amount: number) => format.money(amount, payment.currency);
  const card = cardName(payment.card);
  const status = `${booking.reference} is now ${PAYMENT_STATUS_LABELS[booking.paymentStatus]}.`;
  const left = booking.outstanding > 0 ? ` ${money(booking.outstanding)} outstanding.` : '';
  const { operation, state, decline, note } = payment;

  if (operation) return checking(`${operation.kind} of ${money(operation.amount)}`);
  if (decided === 'capture' || decided === 'release') {
    if (state === 'succeeded') {
      const back = payment.amount - payment.captured;
      const rest = back > 0 ? ` ${money(back)} is given back to the card.` : '';
      return {
        tone: 'good',
        title: `${money(payment.captured)} captured${on(card)}`,
        text: `${status}${left}${rest}`,
      };
    }
    if (state === 'released') {
      return { tone: 'info', title: `Hold of ${money(payment.amount)} released`, text: `${status}${left}` };
    }
    if (state === 'authorized') {
      return {
        tone: 'bad',
        title: `The ${decided} did not happen`,
        text: `${note ?? ''} The hold stands as before.`.trim(),
      };
    }
    return { tone: 'info', title: `The hold is ${state.replaceAll('_', ' ')}`, text: status };
  }

  const what = decided === 'charge' ? 'Charge' : 'Hold';
  switch (state) {
    case 'succeeded':
      return {
        tone: 'good',
        title: `${money(payment.captured)} charged${to(card)}`,
        text: `${status}${left}`,
      };
    case 'authorized':
      return {
        tone: 'good',
        title: `${money(payment.amount)} held${on(card)}`,
        text: `${status} Nothing is taken until you capture it.`,
      };
    case 'declined':
      return {
        tone: 'bad',
        title: `${what} of ${money(payment.amount)} declined${on(card)}`,
        text: `${decline?.message ?? 'The card was declined.'} Nothing was taken.`,
      };
    case 'requires_action':
      return {
        tone: 'warn',
        title: `The customer must authenticate ${money(payment.amount)}`,
        text: 'Their bank wants them to confirm it. Nothing is taken until they do.',
      };
    case 'requested':
    case 'processing':
    case 'in_doubt':
      return checking(`${decided} of ${money(payment.amount)}`);
    case 'failed':
      return {
        tone: 'bad',
        title: `${what} of ${money(payment.amount)} failed`,
        text: `${note ?? ''} No money moved.`.trim(),
      };
    case 'released':
    case 'expired':
    case 'canceled':
      return { tone: 'info', title: `The ${decided} of ${money(payment.amount)} is ${state}`, text: status };
  }
}

function checking(what: string): Said {
  return {
    tone: 'warn',
    title: 'Checking with Stripe…',
    text: `The ${what} was sent, and Stripe hasn’t answered yet. This page shows the outcome as soon as it is known; nothing is charged twice.`,
  };
}

const to = (card: string) => card && ` to ${card}`;
const on = (card: string) => card && ` on ${card}`;
