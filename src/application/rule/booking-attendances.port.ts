/** Notes who has a dialog about a booking's money open, as far as can be told, so that no rule acts meanwhile. */
export abstract class BookingAttendances {
  /** `of`: the id of the booking, or of one of its payments; what isn't known is passed over. */
  abstract note(
    of: { readonly booking: string } | { readonly payment: string },
    person: string,
    until: Date,
  ): Promise<void>;
}
