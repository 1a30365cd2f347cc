import { notDone, whyLeftUndone } from '../../rules/left-undone-words.js';
import type { EventFacts } from './event-facts.js';
import type { Sentence } from './sentence.js';

/** What rules left undone. It is no event of the booking's: nothing happened to it. */
export const RULE_SENTENCES = {
  rule_left_undone: ({ text }: EventFacts): Sentence => ({
    tone: 'warn',
    what: notDone(text('kind')),
    hint: whyLeftUndone({ end: text('end'), why: text('why') || undefined, note: text('note') || undefined }),
  }),
};
