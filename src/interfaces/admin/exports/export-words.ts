import {
  DISPUTED,
  HOLD_EXPIRING,
  NEEDS_ATTENTION,
  type BookingFilter,
} from '../../../application/booking/list-bookings.query.js';
import { BOOKING_LIFE_LABELS } from '../../../domain/booking/booking-life.js';
import { PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
import type { ExportKind, ExportPeriod } from '../../../domain/export/export-order.js';
import type { ExportState } from '../../../domain/export/export-states.js';
import { balanceAgeLabel } from '../balances/balance-age-label.js';
import type { Badge } from '../bookings/badges.js';
import type { Format } from '../views/format.js';

export const KIND_LABELS: Readonly<Record<ExportKind, string>> = {
  bookings: 'Bookings',
  payments: 'Payments',
  refunds: 'Refunds',
  collections: 'Collections',
  disputes: 'Disputes',
  balances: 'Balances',
};

/** What a row is, and which day a period goes by. */
export const KIND_HINTS: Readonly<Record<ExportKind, string>> = {
  bookings: 'By the day they start',
  payments: 'By the day of the request',
  refunds: 'By the day they were made',
  collections: 'Cash and the like, by the day it came in',
  disputes: 'By the day they were opened',
  balances: 'By customer, of bookings by their start',
};

export const STATE_BADGES: Readonly<Record<ExportState, Badge>> = {
  queued: { tone: 'info', icon: 'clock', label: 'Waiting' },
  running: { tone: 'info', icon: 'clock', label: 'Being written' },
  ready: { tone: 'good', icon: 'check', label: 'Ready' },
  failed: { tone: 'bad', icon: 'bang', label: 'Failed' },
  canceled: { tone: 'mute', icon: 'cross', label: 'Stopped' },
  expired: { tone: 'mute', icon: 'calendar', label: 'Removed' },
};

/** "are Charged in full and owe something and are in EUR": what must hold of a booking; nothing where all do. */
export function filterWords(filter: BookingFilter, customerName: string | undefined): string | undefined {
  const { status, life, q, owing, age, currency, customer } = filter;
  const words = [
    status && statusWords(status),
    life && `are ${BOOKING_LIFE_LABELS[life]}`,
    age ? `owe something, ${balanceAgeLabel(age).toLowerCase()}` : owing ? 'owe something' : undefined,
    currency && `are in ${currency}`,
    customer && `are ${customerName ?? 'this customer'}’s`,
    q && `match “${q}”`,
  ].filter((word) => word);
  return words.length === 0 ? undefined : words.join(' and ');
}

function statusWords(status: NonNullable<BookingFilter['status']>): string {
  switch (status) {
    case NEEDS_ATTENTION:
      return 'need attention';
    case HOLD_EXPIRING:
      return 'have a hold that expires soon';
    case DISPUTED:
      return 'are disputed';
    default:
      return `are ${PAYMENT_STATUS_LABELS[status]}`;
  }
}

export function periodWords({ from, to }: ExportPeriod, format: Format): string {
  if (from !== undefined && to !== undefined)
    return from === to ? format.day(from) : `${format.day(from)} to ${format.day(to)}`;
  if (from !== undefined) return `From ${format.day(from)} on`;
  return to === undefined ? 'All time' : `Until ${format.day(to)}`;
}

/** "512 B", "1.2 MB" */
export function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit] ?? ''}`;
}
