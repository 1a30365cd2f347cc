import { nextStepLabel } from '../../payments/next-steps.js';
import type { SentencesFor } from './sentence.js';

function declineHint(message: string, step: string): string {
  const next = nextStepLabel(step);
  return next ? `${message} Next: ${next.charAt(0).toLowerCase()}${next.slice(1)}.` : message;
}

/** Charges and holds, asked for and answered. */
export const PAYMENT_SENTENCES = {
  charge_requested: ({ money, toCard }) => ({
    tone: 'info',
    what: `Charge of ${money('amount')} sent`,
    rest: toCard,
  }),
  hold_requested: ({ money, onCard, has }) => ({
    tone: 'info',
    what: `${has('replaces') ? 'New hold' : 'Hold'} of ${money('amount')} asked for`,
    rest: `${onCard}${has('replaces') ? ', instead of the one before' : ''}`,
  }),
  payment_linked: ({ money, text, onCard, isSome }) => {
    const held = text('state') === 'authorized';
    const taken = text('state') === 'succeeded';
    return {
      tone: taken ? 'good' : 'info',
      what: `Linked a payment of ${money('amount')} made in Stripe`,
      rest: onCard,
      hint: held
        ? 'It is held: nothing is taken until you capture it.'
        : isSome('refunded')
          ? `${money('captured')} had been taken by then, and ${money('refunded')} given back.`
          : undefined,
    };
  },
  payment_in_doubt: ({ money, kind, text, has }) => ({
    tone: 'warn',
    what: `Checking with Stripe whether the ${text('operation') || kind} of ${money(has('asked') ? 'asked' : 'amount')} went through`,
    hint: `${text('note')} This settles by itself; nothing is charged twice.`.trim(),
  }),
  payment_processing: ({ money, kind }) => ({
    tone: 'info',
    what: `Stripe is processing the ${kind} of ${money('amount')}`,
  }),
  payment_details_learned: ({ money, kind, card }) => ({
    tone: 'mute',
    what: `Stripe told more about the ${kind} of ${money('amount')}`,
    rest: card ? `: ${card}` : '',
  }),
  customer_must_authenticate: ({ money, kind }) => ({
    tone: 'warn',
    what: `The customer must authenticate the ${kind} of ${money('amount')}`,
    hint: 'Nothing is taken yet: the customer’s bank wants them to confirm it.',
  }),
  charge_succeeded: ({ money, toCard, byStripe }) => ({
    tone: 'good',
    what: `${money('captured')} charged`,
    rest: toCard,
    toast: byStripe ? `Charged in Stripe: ${money('captured')}` : undefined,
  }),
  payment_declined: ({ money, kind, onCard, text }) => ({
    tone: 'bad',
    what: `${kind === 'hold' ? 'Hold' : 'Charge'} of ${money('amount')} declined`,
    rest: onCard,
    hint: declineHint(text('decline.message'), text('decline.nextStep')),
  }),
  payment_failed: ({ money, kind, text }) => ({
    tone: 'bad',
    what: `${kind === 'hold' ? 'Hold' : 'Charge'} of ${money('amount')} failed`,
    rest: ': no money moved',
    hint: text('note'),
  }),
  payment_canceled: ({ money, kind, byStripe }) => ({
    tone: 'mute',
    what: `The ${kind} of ${money('amount')} was canceled`,
    rest: ': nothing was taken',
    toast: byStripe ? `Canceled in Stripe: the ${kind} of ${money('amount')}` : undefined,
  }),
  operation_refused: ({ text }) => ({
    tone: 'bad',
    what: `The ${text('operation')} did not happen`,
    rest: text('operation') === 'refund' ? ': nothing was given back' : ': the hold stands as before',
    hint: text('note'),
  }),
} satisfies Partial<SentencesFor>;
