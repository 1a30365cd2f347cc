import type { SentencesFor } from './sentence.js';

/** Links that customers follow, and what they pay by them. */
export const LINK_SENTENCES = {
  link_created: ({ money, text, date, has }) => ({
    tone: 'info',
    what: ASKED[text('purpose')]?.(has('asked') ? money('asked') : '') ?? 'A link was made for the customer',
    hint: has('expiresAt') ? `It can be used until ${date('expiresAt') ?? 'it expires'}.` : undefined,
  }),
  link_sent: ({ text, money, has }) => ({
    tone: 'info',
    what: `The link to ${TO[text('purpose')] ?? 'the customer'}${has('asked') ? ` ${money('asked')}` : ''} goes to ${text('email')}`,
  }),
  link_stopped: ({ money, text, has }) => ({
    tone: 'mute',
    what: `The link to ${TO[text('purpose')] ?? 'the customer'}${has('asked') ? ` ${money('asked')}` : ''} was stopped`,
    hint: text('why') || undefined,
  }),
  checkout_requested: ({ money }) => ({
    tone: 'info',
    what: `The customer goes to Stripe’s page to pay ${money('amount')}`,
  }),
  checkout_opened: ({ money }) => ({
    tone: 'info',
    what: `The customer opened Stripe’s page to pay ${money('amount')}`,
    hint: 'Until they have paid, the page ends or you give it up, nobody can charge this amount.',
  }),
  checkout_declined: ({ money, onCard, text }) => ({
    tone: 'warn',
    what: `${money('amount')} was declined on Stripe’s page`,
    rest: onCard,
    hint: `${text('decline.message')} The customer may try another card there.`.trim(),
  }),
  give_up_requested: ({ money, kind }) => ({
    tone: 'info',
    what: `Giving up the ${kind} of ${money('amount')}`,
  }),
} satisfies Partial<SentencesFor>;

const ASKED: Readonly<Record<string, (amount: string) => string>> = {
  pay: (amount) => `The customer was asked to pay ${amount} by a link`,
  authenticate: () => 'The customer was asked to authenticate, by a link',
  add_card: () => 'The customer was asked for a card, by a link',
};

const TO: Readonly<Record<string, string>> = {
  pay: 'pay',
  authenticate: 'authenticate',
  add_card: 'add a card',
};
