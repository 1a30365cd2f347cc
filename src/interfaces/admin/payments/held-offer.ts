import type { BookingView } from '../../../application/booking/booking.views.js';
import type { Format } from '../views/format.js';

/** While holds are open, charging may mean capturing one of them. */
export function heldOffers({ payments, currency }: BookingView, format: Format) {
  return payments
    .filter(({ state, operation }) => state === 'authorized' && !operation)
    .map(({ id, amount }) => ({
      href: `/payments/${id}/capture/new`,
      label: `Capture the hold of ${format.money(amount, currency)}`,
    }));
}
