/** The versions of bookings, for open pages that follow them. */
export abstract class BookingVersions {
  /** One cheap statement however many are asked for; ids that aren't known are left out. */
  abstract versionsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
