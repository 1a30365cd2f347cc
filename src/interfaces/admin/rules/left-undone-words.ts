import type { RuleKind } from '../../../domain/rule/rule-task.js';
import { reasonWords } from './rule-words.js';

/** What a rule of each kind didn't do. */
const NOT_DONE: Readonly<Record<RuleKind, string>> = {
  charge_before_start: 'Not charged',
  charge_after_end: 'Not charged',
  charge_on_complete: 'Not charged',
  retry_declined: 'Card not tried again',
  reauthorize_holds: 'Hold not renewed',
  capture_holds: 'Hold not captured',
};

export function notDone(kind: string): string {
  return Object.hasOwn(NOT_DONE, kind) ? NOT_DONE[kind as RuleKind] : 'Not done';
}

/** Why, and that nobody goes on with it: in a sentence or two. */
export function whyLeftUndone({ end, why, note }: { end: string; why?: string; note?: string }): string {
  const reason = why === 'stripe_refused' && note ? `Stripe refused it: ${note}` : reasonWords(why, note);
  const isGivenUp = end === 'given_up';
  return [reason, isGivenUp ? 'The rule waited for three days, and gave up.' : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
}
