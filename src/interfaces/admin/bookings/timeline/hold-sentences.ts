import type { SentencesFor } from './sentence.js';

/** What becomes of a hold. */
export const HOLD_SENTENCES = {
  hold_placed: ({ money, onCard, date }) => ({
    tone: 'info',
    what: `${money('amount')} held`,
    rest: onCard,
    hint: date('captureBefore') && `Capture it before ${date('captureBefore')}, or it ends by itself.`,
  }),
  capture_requested: ({ money }) => ({ tone: 'info', what: `Capture of ${money('asked')} sent` }),
  release_requested: ({ money, has }) => ({
    tone: 'info',
    what: `Release of the ${money('amount')} hold sent`,
    rest: has('replacedBy') ? ', since the new one stands' : '',
  }),
  hold_captured: ({ money, byStripe }) => ({
    tone: 'good',
    what: `${money('captured')} captured`,
    rest: ` of the ${money('amount')} hold`,
    toast: byStripe ? `Captured in Stripe: ${money('captured')}` : undefined,
  }),
  hold_released: ({ money, byStripe }) => ({
    tone: 'mute',
    what: `Hold of ${money('amount')} released`,
    toast: byStripe ? `Released in Stripe: ${money('amount')}` : undefined,
  }),
  hold_expired: ({ money }) => ({
    tone: 'warn',
    what: `Hold of ${money('amount')} expired`,
    hint: 'It was not captured in time. Charge the customer, or place a new hold.',
  }),
} satisfies Partial<SentencesFor>;
