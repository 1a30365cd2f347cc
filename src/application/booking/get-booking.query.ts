import { Query } from '@nestjs/cqrs';
import type { BookingView } from './booking.views.js';

/** One booking with its payments and timeline. Throws BookingNotFound. */
export class GetBooking extends Query<BookingView> {
  constructor(readonly booking: string) {
    super();
  }
}
