import { Query } from '@nestjs/cqrs';
import type { MatchingBookings } from './batch-selection.js';

/** How many bookings a filter leaves; one more than a batch may have stands for all that are more. */
export class CountMatchingBookings extends Query<number> {
  constructor(readonly matching: MatchingBookings) {
    super();
  }
}
