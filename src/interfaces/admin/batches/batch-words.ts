import type { ItemOutcome } from '../../../domain/batch/batch-item.js';
import type { BatchState } from '../../../domain/batch/batch-states.js';
import type { LeftOutReason } from '../../../domain/batch/left-out.js';
import type { Badge } from '../bookings/badges.js';

export const BATCH_BADGES: Readonly<Record<BatchState, Badge>> = {
  preparing: { tone: 'info', icon: 'clock', label: 'Looking at the bookings' },
  review: { tone: 'warn', icon: 'person', label: 'To be confirmed' },
  running: { tone: 'info', icon: 'clock', label: 'Charging' },
  stopping: { tone: 'warn', icon: 'clock', label: 'Stopping' },
  stopped: { tone: 'warn', icon: 'half', label: 'Stopped' },
  done: { tone: 'good', icon: 'check', label: 'Done' },
  discarded: { tone: 'mute', icon: 'cross', label: 'Discarded' },
};

export const OUTCOME_BADGES: Readonly<Record<ItemOutcome, Badge>> = {
  not_examined: { tone: 'mute', icon: 'clock', label: 'Not looked at yet' },
  not_chargeable: { tone: 'mute', icon: 'ring', label: 'Can’t be charged' },
  waiting: { tone: 'info', icon: 'clock', label: 'Waiting' },
  charging: { tone: 'info', icon: 'clock', label: 'Charging' },
  charged: { tone: 'good', icon: 'check', label: 'Charged' },
  declined: { tone: 'bad', icon: 'cross', label: 'Declined' },
  failed: { tone: 'bad', icon: 'bang', label: 'Failed' },
  waits_for_customer: { tone: 'warn', icon: 'person', label: 'Customer must authenticate' },
  given_up: { tone: 'mute', icon: 'cross', label: 'Given up' },
  in_doubt: { tone: 'warn', icon: 'clock', label: 'Checking with Stripe…' },
  left_out: { tone: 'warn', icon: 'undo', label: 'Left out' },
  stopped: { tone: 'mute', icon: 'half', label: 'Stopped before its turn' },
};

/** What is to be charged, before it is confirmed. */
export const TO_BE_CHARGED: Badge = { tone: 'good', icon: 'card', label: 'Will be charged' };

/** Of one booking, and of several: "12 have no card". */
const REASONS: Readonly<Record<LeftOutReason, readonly [one: string, more: string]>> = {
  nothing_owed: ['owes nothing', 'owe nothing'],
  held: ['has a hold to capture instead', 'have a hold to capture instead'],
  under_way: ['has a payment under way', 'have a payment under way'],
  no_card: ['has no card', 'have no card'],
  card_must_not_be_retried: [
    'has a card that was declined for good',
    'have a card that was declined for good',
  ],
  card_retried_too_often: [
    'has a card that was declined too often lately',
    'have a card that was declined too often lately',
  ],
  unmatched_payment: [
    'has a customer with a payment in Stripe that isn’t linked yet',
    'have a customer with a payment in Stripe that isn’t linked yet',
  ],
  amount_not_accepted: ['owes an amount that Stripe doesn’t take', 'owe an amount that Stripe doesn’t take'],
  amount_changed: ['owes less than was reviewed', 'owe less than was reviewed'],
  card_changed: ['has another card than was reviewed', 'have another card than was reviewed'],
  not_possible: ['could not be charged', 'could not be charged'],
};

export function reasonWords(reason: LeftOutReason, bookings: number): string {
  return REASONS[reason][bookings === 1 ? 0 : 1];
}

/** "Has no card": on the line of one booking. */
export function reasonSentence(reason: LeftOutReason): string {
  const [words] = REASONS[reason];
  return words.charAt(0).toUpperCase() + words.slice(1);
}
