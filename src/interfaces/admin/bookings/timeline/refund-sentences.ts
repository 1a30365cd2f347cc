import type { SentencesFor } from './sentence.js';

/** Money that goes back. */
export const REFUND_SENTENCES = {
  refund_requested: ({ money }) => ({ tone: 'info', what: `Refund of ${money('asked')} sent` }),
  refund_changed: ({ money, text, byStripe }) => {
    const status = text('status');
    if (status === 'failed' || status === 'canceled') {
      return {
        tone: 'bad',
        what: `Refund of ${money('refunded')} ${status}`,
        rest: ': the money stays with you',
      };
    }
    return {
      tone: 'mute',
      what: `${money('refunded')} refunded`,
      rest: status === 'pending' ? ', on its way to the customer' : '',
      toast: byStripe ? `Refunded in Stripe: ${money('refunded')}` : undefined,
    };
  },
} satisfies Partial<SentencesFor>;
