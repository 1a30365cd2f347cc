import type { BookingView } from '../../../application/booking/booking.views.js';
import type { UnmatchedPaymentView } from '../../../application/payment/unmatched-payment.views.js';
import type { Format } from '../views/format.js';
import type { Callout } from './callouts.js';

/** What this customer paid or had held in Stripe, and no booking knows of. */
export function unmatchedCallouts(
  booking: BookingView,
  unmatched: readonly UnmatchedPaymentView[],
  format: Format,
): Callout[] {
  return unmatched.map(({ id, amount, currency, madeAt, description }) => ({
    tone: 'info',
    icon: 'card',
    title: `${format.money(amount, currency)} from this customer in Stripe isn’t linked to any booking`,
    text: `Made ${format.dateTime(madeAt)} (${format.zone})${description === undefined ? '' : `: “${description}”`}.`,
    form: {
      id: `link-${id}`,
      href: `/unmatched-payments/${id}/link/new?booking=${booking.id}`,
      label: 'Link it to a booking',
    },
  }));
}
