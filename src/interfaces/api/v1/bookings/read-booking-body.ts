import type { DetailsChange } from '../../../../domain/booking/agreement.js';
import { Money } from '../../../../domain/shared/money.js';
import type { BookingChangeBody, NewBookingBody } from './booking.body.js';
import { priceLinesFrom } from './price-line.body.js';

export function priceFrom({ total, lines }: NewBookingBody) {
  return {
    total: Money.of(total.amount, total.currency),
    lines: lines && priceLinesFrom(lines, total.currency),
  };
}

export function detailsFrom({
  service,
  starts_at: startsAt,
  customer,
}: BookingChangeBody): DetailsChange | undefined {
  if (service === undefined && startsAt === undefined && customer === undefined) return undefined;
  const { name, email, phone } = customer ?? {};
  return {
    service,
    startsAt: startsAt === undefined ? undefined : new Date(startsAt),
    // JSON's null takes the number off, which in the domain an empty one does.
    contact: { name, email, phone: phone === null ? '' : phone },
  };
}
