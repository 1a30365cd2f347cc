import type { SentencesFor } from './sentence.js';

export const RECEIPT_SENTENCES = {
  receipt_sent: ({ money, text, has }) => ({
    tone: 'info',
    what: `The receipt for ${money('receipted')} ${has('refund') ? 'given back' : 'paid'} goes to ${text('email')}`,
  }),
} satisfies Partial<SentencesFor>;
