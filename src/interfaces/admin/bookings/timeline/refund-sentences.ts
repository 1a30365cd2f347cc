import type { RefundReason } from '../../../../domain/payment/payment-operation.js';
import { REFUND_REASON_LABELS } from '../refund-reasons.js';
import type { SentencesFor } from './sentence.js';

/** Stripe's words for why, as people say them. */
function reasonWords(reason: string): string {
  return REFUND_REASON_LABELS[reason as RefundReason]?.toLowerCase() ?? reason.replaceAll('_', ' ');
}

/** Money that goes back. */
export const REFUND_SENTENCES = {
  refund_requested: ({ money, text }) => ({
    tone: 'info',
    what: `Refund of ${money('asked')} sent`,
    rest: `: ${reasonWords(text('reason'))}`,
    hint: text('note') || undefined,
  }),
  refund_recorded: ({ money, text, is }) => ({
    tone: 'mute',
    what: `${money('asked')} given back by hand`,
    rest: `, of a collection: ${reasonWords(text('reason'))}${is('stillOwed') ? '; the customer still owes it' : ''}`,
    hint: text('note') || undefined,
  }),
  still_owed_decided: ({ money, is }) => ({
    tone: 'info',
    what: is('stillOwed')
      ? `The customer still owes the ${money('refunded')} that were given back`
      : `The ${money('refunded')} that were given back are no longer owed`,
  }),
  refund_changed: ({ money, text, is, byStripe }) => {
    const status = text('status');
    if (status === 'failed' || status === 'canceled') {
      return {
        tone: 'bad',
        what: `Refund of ${money('refunded')} ${status}`,
        rest: ': the money is back with you',
        hint: 'The card it went to may be closed. Ask the customer how else to pay them back.',
      };
    }
    return {
      tone: 'mute',
      what: `${money('refunded')} refunded`,
      rest: `${text('reason') && `: ${reasonWords(text('reason'))}`}${status === 'pending' ? ', on its way to the customer' : ''}${is('stillOwed') ? '; the customer still owes it' : ''}`,
      hint: text('note') || undefined,
      toast: byStripe ? `Refunded in Stripe: ${money('refunded')}` : undefined,
    };
  },
} satisfies Partial<SentencesFor>;
