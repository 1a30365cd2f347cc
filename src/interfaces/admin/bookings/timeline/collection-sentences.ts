import type { SentencesFor } from './sentence.js';

/** Money that came in outside Stripe, as staff wrote it down. */
export const COLLECTION_SENTENCES = {
  collection_recorded: ({ money, text, day }) => ({
    tone: 'good',
    what: `${money('amount')} collected`,
    rest: `: ${text('method.label')}, received ${day('receivedOn')}`,
    hint: text('note') || undefined,
  }),
  collection_reversed: ({ money, text, isSome }) => ({
    tone: 'warn',
    what: `Collection of ${money('amount')} reversed`,
    rest: ': it was a mistake, and no longer counts',
    hint: isSome('refunded')
      ? `${text('reason')} (The ${money('refunded')} recorded as given back of it don’t count either.)`
      : text('reason'),
  }),
} satisfies Partial<SentencesFor>;
