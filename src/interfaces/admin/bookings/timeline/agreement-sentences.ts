import type { EventFacts } from './event-facts.js';
import { paymentOptionChoices } from '../payment-options.js';
import type { SentencesFor } from './sentence.js';

/** What was agreed on with the customer, and what became of the booking. */
export const AGREEMENT_SENTENCES = {
  total_changed: ({ money, text }) => ({
    tone: 'mute',
    what: `Total changed to ${money('to')}`,
    rest: `, from ${money('from')}`,
    hint: text('reason'),
  }),
  price_lines_changed: ({ money, text }) => ({
    tone: 'mute',
    what: 'What the price is made of changed',
    rest: `; the total stays ${money('to')}`,
    hint: text('reason'),
  }),
  details_changed: (facts) => {
    const changed = facts.changes.map(({ field }) => FIELD_WORDS[field] ?? field);
    return {
      tone: 'mute',
      what: `Changed the ${new Intl.ListFormat('en-GB').format(changed)}`,
      hint: facts.changes.map((change) => detailWords(change, facts)).join(' · '),
    };
  },
  payment_option_changed: ({ text }) => ({
    tone: 'mute',
    what: `Payment option changed to ${optionWords(text('to'))}`,
    rest: `, from ${optionWords(text('from'))}`,
  }),
  customer_merged: ({ text }) => ({
    tone: 'mute',
    what: `${text('from')} and ${text('to')} are one customer now`,
    hint: text('reason'),
  }),
  booking_completed: ({ text }) => ({ tone: 'good', what: 'Completed', hint: text('reason') }),
  booking_cancelled: (facts) => ({
    tone: 'warn',
    what: 'Booking cancelled',
    rest: feeWords(facts),
    hint: facts.text('reason'),
  }),
  booking_missed: (facts) => ({
    tone: 'warn',
    what: 'The customer didn’t come',
    rest: feeWords(facts),
    hint: facts.text('reason'),
  }),
  booking_reinstated: ({ text, has, money }) => ({
    tone: 'info',
    what: 'Back to scheduled',
    rest: has('to') ? `: ${money('to')} is owed again` : '',
    hint: text('reason'),
  }),
} satisfies Partial<SentencesFor>;

const FIELD_WORDS: Readonly<Record<string, string>> = {
  service: 'service',
  starts_at: 'start',
  name: 'customer’s name',
  email: 'e-mail address',
  phone: 'phone number',
};

function detailWords(
  { field, from, to }: EventFacts['changes'][number],
  { moment }: Pick<EventFacts, 'moment'>,
): string {
  const said = (value: string) => (field === 'starts_at' ? moment(value) : value) || 'none';
  return `${said(from)} → ${said(to)}`;
}

function optionWords(option: string): string {
  return paymentOptionChoices('').find(({ value }) => value === option)?.label ?? option;
}

function feeWords({ has, isSome, money }: EventFacts): string {
  if (!has('to')) return '';
  return isSome('to') ? `, with a fee of ${money('to')}` : ': nothing is owed any more';
}
