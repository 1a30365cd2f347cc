/** The longest that each text of a booking may be, in characters. */
export const BOOKING_LENGTHS = { reference: 100, name: 200, phone: 40, service: 200 } as const;
