import type { BookingView } from '../../../application/booking/booking.views.js';
import type { Format } from '../views/format.js';

/** What a dialog that charges says of amounts that wait for the customer, and where staff can wait for them no longer. */
export function waitingNotes({ payments, currency }: BookingView, format: Format) {
  return payments
    .filter(({ state, operation }) => state === 'requires_action' && !operation)
    .map(({ id, amount, checkout }) => ({
      text: `${format.money(amount, currency)} waits for the customer to ${checkout ? 'pay on Stripe’s page' : 'authenticate'}, and can’t be charged meanwhile.`,
      href: `/payments/${id}/cancel/new`,
    }));
}
