import { Query } from '@nestjs/cqrs';
import type { BookingLife } from '../../domain/booking/booking-life.js';
import type { PaymentStatus } from '../../domain/booking/payment-status.js';
import type { BalanceAge } from '../balance/balance-ages.js';
import type { BookingRow } from './booking.views.js';

/** Not a payment status: doubt, authentication, declines, disputes and expiring holds, across all of them. */
export const NEEDS_ATTENTION = 'needs_attention';

/** Not a payment status: a hold ends within 48 hours, or should have ended and Stripe hasn't told so yet. */
export const HOLD_EXPIRING = 'hold_expiring';

/** Not a payment status: a payment of it is disputed, and that isn't decided yet. */
export const DISPUTED = 'disputed';

export const BOOKING_SORTS = [
  'starts_at',
  '-starts_at',
  'outstanding',
  '-outstanding',
  'registered_at',
  '-registered_at',
] as const;
export type BookingSort = (typeof BOOKING_SORTS)[number];

export interface BookingCriteria {
  readonly status?: PaymentStatus | typeof NEEDS_ATTENTION | typeof HOLD_EXPIRING | typeof DISPUTED;
  readonly life?: BookingLife;
  /** Any part, any case, of reference, customer name or e-mail address. */
  readonly q?: string;
  /** Only those that owe something. */
  readonly owing?: boolean;
  /** Only those that owe something and started so long ago. */
  readonly age?: BalanceAge;
  readonly currency?: string;
  /** A customer's id. */
  readonly customer?: string;
  /** Default `-registered_at`; a leading minus means descending. */
  readonly sort?: BookingSort;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** From a page's `nextCursor` or `previousCursor`; only valid with the same sort. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

/** Which bookings, without their order. */
export type BookingFilter = Omit<BookingCriteria, 'sort' | 'limit' | 'cursor'>;

export interface BookingPage {
  readonly rows: readonly BookingRow[];
  readonly nextCursor?: string;
  readonly previousCursor?: string;
}

export class ListBookings extends Query<BookingPage> {
  constructor(readonly criteria: BookingCriteria) {
    super();
  }
}
