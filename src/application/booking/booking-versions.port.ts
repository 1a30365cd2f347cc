/** The versions of what open pages follow: of bookings, and of a customer's cards and unmatched payments. */
export abstract class BookingVersions {
  /** By the id of the booking or customer. One cheap statement for all; ids that aren't known are left out. */
  abstract versionsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
