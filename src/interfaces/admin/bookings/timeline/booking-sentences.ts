import type { SentencesFor } from './sentence.js';

/** The booking itself. */
export const BOOKING_SENTENCES = {
  booking_registered: ({ money, text, has, row }) => ({
    tone: 'mute',
    what: has('imported') ? 'Booking imported' : 'Booking made',
    rest: `${has('imported') ? ` from ${text('imported.file')}, row ${row}` : ''} with a total of ${money('total')}`,
  }),
} satisfies Partial<SentencesFor>;
