import type { BookingView } from '../../../application/booking/booking.views.js';
import type { RefundPartView } from '../../../application/payment/get-refunds.query.js';
import { PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
import type { Toast } from '../session/toasts.js';
import type { Format } from '../views/format.js';
import { sourceName } from './refund-form.js';

/** How each part went: what didn't isn't hidden behind what did. */
export function refundToast(
  parts: readonly RefundPartView[],
  booking: BookingView,
  format: Format,
): Omit<Toast, 'id'> {
  const money = (amount: number) => format.money(amount, booking.currency);
  const sum = (of: readonly RefundPartView[]) => of.reduce((all, { amount }) => all + amount, 0);
  const made = parts.filter(({ outcome, refund }) => outcome === 'made' && refund?.status !== 'failed');
  const open = parts.filter(({ outcome }) => outcome === 'open');
  const refused = parts.filter((part) => !made.includes(part) && !open.includes(part));
  const status = `${booking.reference} is now ${PAYMENT_STATUS_LABELS[booking.paymentStatus]}.`;
  const left = booking.outstanding > 0 ? ` ${money(booking.outstanding)} outstanding.` : '';
  const byHand = made.filter(({ payment }) => payment.kind === 'collection');
  const hand =
    byHand.length > 0 ? ` ${money(sum(byHand))} of it is for you to hand over: ${names(byHand)}.` : '';
  if (refused.length > 0) {
    const why = refused.map(
      ({ amount, payment }) =>
        `${money(amount)} to ${sourceName(payment)} did not go: ${payment.note ?? 'Stripe refused it.'}`,
    );
    const title =
      made.length + open.length === 0
        ? `The refund of ${money(sum(parts))} did not happen`
        : `Only ${money(sum(made))} of ${money(sum(parts))} refunded`;
    return { tone: 'bad', title, text: `${why.join(' ')} ${status}${hand}` };
  }
  if (open.length > 0) {
    return {
      tone: 'warn',
      title: 'Checking with Stripe…',
      text: `${money(sum(made))} of ${money(sum(parts))} is refunded; of the rest Stripe hasn’t answered yet. This page shows the outcome as soon as it is known; nothing is given back twice.${hand}`,
    };
  }
  const many = made.length > 1 ? ` over ${made.length} payments` : '';
  return { tone: 'good', title: `${money(sum(made))} refunded${many}`, text: `${status}${left}${hand}` };
}

function names(parts: readonly RefundPartView[]): string {
  return parts.map(({ payment }) => sourceName(payment)).join(', ');
}
