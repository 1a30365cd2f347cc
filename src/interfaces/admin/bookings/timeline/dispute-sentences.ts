import { disputeReason } from '../../disputes/dispute-reasons.js';
import type { EventFacts } from './event-facts.js';
import type { Sentence, SentencesFor } from './sentence.js';

/** The customer’s bank questions a payment, and what Stripe moves meanwhile. */
export const DISPUTE_SENTENCES = {
  dispute_changed: (facts) => {
    const isInquiry = facts.is('inquiry');
    switch (facts.text('status')) {
      case 'won':
        return isInquiry ? inquiryClosed(facts) : won(facts);
      case 'lost':
        return lost(facts);
      default:
        return opened(facts, isInquiry);
    }
  },
  dispute_answered: ({ money }) => ({
    tone: 'info',
    what: `Evidence on the dispute over ${money('disputed')} sent to the bank`,
    hint: 'The bank decides now; that can take up to three months.',
  }),
  dispute_money_moved: ({ money, text, has }) => {
    const withdrawn = text('direction') === 'withdrawn';
    const fee = has('fee') ? `, and a fee of ${money('fee')}` : '';
    const back = has('feeReturned') ? `, and a fee of ${money('feeReturned')}` : '';
    return withdrawn
      ? {
          tone: 'mute',
          what: `Stripe took ${money('moved')} from your balance`,
          rest: ` for the dispute${fee}`,
        }
      : { tone: 'good', what: `Stripe gave ${money('moved')} back to your balance`, rest: back };
  },
} satisfies Partial<SentencesFor>;

function opened({ money, text, date }: EventFacts, isInquiry: boolean): Sentence {
  const due = date('evidenceDueBy');
  const until = due ? `by ${due}` : 'before the evidence is due';
  return {
    tone: 'bad',
    what: isInquiry ? `The customer’s bank asks about ${money('disputed')}` : `${money('disputed')} disputed`,
    rest: isInquiry ? '' : ' by the customer’s bank',
    hint: `${disputeReason(text('reason'))}. Answer it in Stripe ${until}.`,
  };
}

function won({ money }: EventFacts): Sentence {
  return { tone: 'good', what: `Dispute over ${money('disputed')} won`, rest: ': the money stays with you' };
}

function inquiryClosed({ money }: EventFacts): Sentence {
  return { tone: 'good', what: `The bank’s inquiry about ${money('disputed')} is closed` };
}

function lost({ money }: EventFacts): Sentence {
  return { tone: 'bad', what: `Dispute over ${money('disputed')} lost`, rest: ': it counts as refunded' };
}
