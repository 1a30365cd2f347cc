import type { SentencesFor } from './sentence.js';

/** Money that goes back, by us or by the customer’s bank. */
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
  dispute_changed: ({ money, text }) => {
    const status = text('status');
    if (status === 'won')
      return {
        tone: 'good',
        what: `Dispute over ${money('disputed')} won`,
        rest: ': the money stays with you',
      };
    if (status === 'lost')
      return { tone: 'bad', what: `Dispute over ${money('disputed')} lost`, rest: ': it counts as refunded' };
    return {
      tone: 'bad',
      what: `${money('disputed')} disputed`,
      rest: ' by the customer’s bank',
      hint: 'Answer it in Stripe before the evidence is due.',
    };
  },
} satisfies Partial<SentencesFor>;
