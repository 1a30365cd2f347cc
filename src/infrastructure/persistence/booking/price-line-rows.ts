import type { BookingRow, PriceLineView } from '../../../application/booking/booking.views.js';
import type { PriceLine } from '../../../domain/booking/price-line.js';
import { Money } from '../../../domain/shared/money.js';

/** A line as it stands in `bookings.price_lines`, in the booking's currency. */
export interface PriceLineRow {
  readonly kind: PriceLine['kind'];
  readonly description: string;
  readonly quantity: number;
  readonly unit_amount: number;
  readonly origin?: PriceLine['origin'];
}

export function priceLineFrom(row: PriceLineRow, currency: string): PriceLine {
  const { kind, description, quantity, unit_amount: unitAmount, origin } = row;
  return {
    kind,
    description,
    quantity,
    unitAmount: Money.of(unitAmount, currency),
    ...(origin ? { origin } : {}),
  };
}

export function priceLineRow({ kind, description, quantity, unitAmount, origin }: PriceLine): PriceLineRow {
  return { kind, description, quantity, unit_amount: unitAmount.amount, origin };
}

export function priceLineView(row: PriceLineRow): PriceLineView {
  const { kind, description, quantity, unit_amount: unitAmount, origin } = row;
  return { kind, description, quantity, unitAmount, amount: quantity * unitAmount, origin };
}

/** Of a booking for which no lines are stored. */
export function onlyLine({ service, total }: Pick<BookingRow, 'service' | 'total'>): PriceLineRow {
  return { kind: 'service', description: service, quantity: 1, unit_amount: total };
}
