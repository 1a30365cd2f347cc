import type { BookingCriteria } from '../booking/list-bookings.query.js';

/** Which bookings the list's filter leaves, whatever page of it is shown; in the list's order. */
export type MatchingBookings = Omit<BookingCriteria, 'limit' | 'cursor'>;

/** The bookings that a batch is made of: these, in this order, or all that a filter of the list leaves. */
export type BatchSelection =
  { readonly bookings: readonly string[] } | { readonly matching: MatchingBookings };
