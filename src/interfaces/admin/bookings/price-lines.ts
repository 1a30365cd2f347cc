import type { BookingView } from '../../../application/booking/booking.views.js';
import { KIND_LABELS } from '../price/price-rows-view.js';
import type { Format } from '../views/format.js';

/** What the price is made of, where that says more than the total and the service do. */
export function priceLines({ lines, service, currency }: BookingView, format: Format) {
  const [first] = lines;
  if (lines.length === 1 && first?.quantity === 1 && first.description === service) return undefined;
  return lines.map(({ kind, description, quantity, amount }) => ({
    what: quantity === 1 ? description : `${quantity} × ${description}`,
    kind: KIND_LABELS[kind],
    amount: `${kind === 'discount' ? '−' : ''}${format.money(amount, currency)}`,
    tone: kind === 'discount' ? 'off' : '',
  }));
}
