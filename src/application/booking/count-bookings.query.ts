import { Query } from '@nestjs/cqrs';
import type { PaymentStatus } from '../../domain/booking/payment-status.js';

export interface BookingTally {
  readonly paymentStatus: PaymentStatus;
  readonly currency: string;
  readonly bookings: number;
  /** Minor units. */
  readonly outstanding: number;
}

export interface BookingTallies {
  /** By status and currency, over all bookings; costs the same however many there are. */
  readonly tallies: readonly BookingTally[];
  /** Bookings that need attention, counted up to 1000. */
  readonly needsAttention: number;
  /** Bookings with a hold that ends within 48 hours or should have ended, counted up to 1000. */
  readonly holdExpiring: number;
  /** Bookings with an open dispute, counted up to 1000. */
  readonly disputed: number;
}

export class CountBookings extends Query<BookingTallies> {}
