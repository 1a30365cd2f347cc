import type { ForeseenTotal } from '../../../application/rule/rule.views.js';
import type { RuleActionState, RuleDeed } from '../../../domain/rule/rule-action.js';
import type { RuleKind, RuleTask } from '../../../domain/rule/rule-task.js';
import type { RuleHappening, RuleScope, RuleState } from '../../../domain/rule/rule.js';
import type { Timing } from '../../../domain/rule/timing.js';
import type { Badge } from '../bookings/badges.js';
import type { Format } from '../views/format.js';

export const RULE_STATE_BADGES: Readonly<Record<RuleState, Badge>> = {
  active: { tone: 'good', icon: 'check', label: 'On' },
  paused: { tone: 'mute', icon: 'ring', label: 'Paused' },
};

export const KIND_WORDS: Readonly<
  Record<RuleKind, { readonly label: string; readonly what: string; readonly name: string }>
> = {
  charge_before_start: {
    label: 'Charge before the start',
    what: 'Charges what is outstanding, so many days before a booking starts.',
    name: 'Balance 14 days before',
  },
  charge_after_end: {
    label: 'Charge after the booking',
    what: 'Charges what is still outstanding, so many days after a booking took place.',
    name: 'Balance after the booking',
  },
  charge_on_complete: {
    label: 'Charge when complete',
    what: 'Charges what is outstanding when somebody marks a booking complete.',
    name: 'Balance when complete',
  },
  retry_declined: {
    label: 'Try declined cards again',
    what: 'Asks a card that was declined again, on a schedule, as far as its bank and Stripe allow.',
    name: 'Try declined cards again',
  },
  reauthorize_holds: {
    label: 'Renew holds',
    what: 'Places a new hold before one expires, and gives the old one back once the new one stands.',
    name: 'Renew holds',
  },
  capture_holds: {
    label: 'Capture holds',
    what: 'Captures what is owed of a hold, at a time before or after a booking starts.',
    name: 'Capture holds',
  },
};

export function taskSentence(task: RuleTask): string {
  switch (task.kind) {
    case 'charge_before_start':
      return `Charges what is outstanding ${away(task.days, 'before the start')}, at ${task.at}.`;
    case 'charge_after_end':
      return `Charges what is outstanding ${away(task.days, 'after the booking’s day')}, at ${task.at}.`;
    case 'charge_on_complete':
      return 'Charges what is outstanding when a booking is marked complete.';
    case 'retry_declined':
      return `Asks a declined card again after ${inRow(task.afterHours.map((hours) => `${hours} h`))}, and then no more.`;
    case 'reauthorize_holds':
      return `Renews a hold ${hoursWord(task.hours)} before it expires.`;
    case 'capture_holds':
      return `Captures what is owed of a hold ${timingWords(task.timing)}.`;
  }
}

export function scopeSentence({ newBookingsOnly, service }: RuleScope): string {
  const which = newBookingsOnly ? 'Bookings registered after it was made' : 'All bookings';
  return service === undefined ? which : `${which} with “${service}” in the service`;
}

export const ACTION_BADGES: Readonly<Record<RuleActionState, Badge>> = {
  waiting: { tone: 'info', icon: 'clock', label: 'Waiting' },
  under_way: { tone: 'info', icon: 'clock', label: 'Under way' },
  done: { tone: 'good', icon: 'check', label: 'Done' },
  declined: { tone: 'bad', icon: 'cross', label: 'Declined' },
  customer_needed: { tone: 'warn', icon: 'person', label: 'Must authenticate' },
  nothing_to_do: { tone: 'mute', icon: 'ring', label: 'Nothing to do' },
  refused: { tone: 'bad', icon: 'bang', label: 'Not done' },
  given_up: { tone: 'warn', icon: 'bang', label: 'Given up' },
  skipped: { tone: 'mute', icon: 'undo', label: 'Skipped' },
};

export const DEED_WORDS: Readonly<Record<RuleDeed, string>> = {
  charge: 'Charge',
  hold: 'Hold',
  renew: 'New hold',
  capture: 'Capture',
};

/** In the words of the desk; what somebody else said stands beside it. */
const REASONS: Readonly<Record<string, string>> = {
  person_acting: 'Somebody is working on this booking.',
  just_registered: 'The booking was registered a moment ago.',
  unmatched_payment: 'The customer has a payment in Stripe that isn’t linked to a booking yet.',
  payment_under_way: 'Another payment of this booking isn’t settled yet.',
  booking_changed: 'The booking changed at that moment; it is looked at again.',
  rule_changed: 'The rule was changed or paused at that moment.',
  card_must_rest: 'This card was asked as often as Stripe advises; it is asked again later.',
  nothing_left: 'Nothing was left to charge.',
  booking_ended: 'The booking was cancelled or missed.',
  out_of_scope: 'The rule doesn’t take this booking any more.',
  no_longer_open: 'What it was about was over by then.',
  rule_paused: 'The rule was paused first.',
  due_before: 'It was due before the rule was turned on last, and what was due then wasn’t included.',
  stripe_locked_out: 'Stripe refused Purser’s key, so the rule was paused.',
  given_back: 'It was paid, and given back later: charging it again is for people to decide.',
  card_gone: 'The card that was declined is no longer on file.',
  stripe_refused: 'Stripe refused it.',
  not_due: 'It wasn’t due any more; it comes up again when it is.',
  no_card: 'The customer has no card yet.',
  card_must_not_be_retried: 'The card’s bank asked not to try it again.',
  given_up_by_a_person: 'Somebody gave the payment up.',
  in_doubt: 'Stripe’s answer isn’t known yet.',
  authentication_required: 'The customer must confirm it with their bank.',
};

/** The reason for a state, and what was said by whoever refused, unless that only repeats it. */
export function reasonWords(why: string | undefined, note: string | undefined): string | undefined {
  return (why === undefined ? undefined : REASONS[why]) ?? note ?? undefined;
}

export const RULE_EVENTS: Readonly<
  Record<RuleHappening['type'], { readonly tone: Badge['tone']; readonly what: string }>
> = {
  rule_made: { tone: 'info', what: 'Made' },
  rule_changed: { tone: 'info', what: 'Changed' },
  rule_activated: { tone: 'good', what: 'Turned on' },
  rule_paused: { tone: 'mute', what: 'Paused' },
};

/** "$1,240.00 and €300.00": each currency by itself. */
export function moneyWords(totals: readonly ForeseenTotal[], format: Format): string {
  return inRow(totals.map(({ amount, currency }) => format.money(amount, currency)));
}

export function actionsIn(totals: readonly ForeseenTotal[]): number {
  return totals.reduce((sum, { actions }) => sum + actions, 0);
}

export function bookingsIn(totals: readonly ForeseenTotal[]): number {
  return totals.reduce((sum, { bookings }) => sum + bookings, 0);
}

function timingWords(timing: Timing): string {
  const side = timing.side === 'before' ? 'before the start' : 'after the start';
  if (timing.unit === 'days') return `${away(timing.count, side)}, at ${timing.at}`;
  return timing.count === 0 ? 'at the start' : `${hoursWord(timing.count)} ${side}`;
}

function away(days: number, side: string): string {
  if (days === 0)
    return side.startsWith('after the booking') ? 'on the booking’s day' : 'on the day of the start';
  return `${days} ${days === 1 ? 'day' : 'days'} ${side}`;
}

function hoursWord(hours: number): string {
  return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}

function inRow(parts: readonly string[]): string {
  const last = parts.at(-1);
  return parts.length < 2 ? (last ?? '') : `${parts.slice(0, -1).join(', ')} and ${last ?? ''}`;
}
