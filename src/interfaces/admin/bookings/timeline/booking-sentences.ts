import type { SentencesFor } from './sentence.js';

/** The booking itself. */
export const BOOKING_SENTENCES = {
  booking_registered: ({ money }) => ({
    tone: 'mute',
    what: 'Booking made',
    rest: ` with a total of ${money('total')}`,
  }),
} satisfies Partial<SentencesFor>;
