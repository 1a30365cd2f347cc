import type { LocalTime } from '../shared/local-time.js';
import { isLocalTime } from '../shared/local-time.js';
import { RuleNotAccepted } from './rule-errors.js';
import type { Timing } from './timing.js';

/** What a rule can be for, as data: the one place to look for what a kind is bounded by. */
export const RULE_KINDS = [
  'charge_before_start',
  'charge_after_end',
  'charge_on_complete',
  'retry_declined',
  'reauthorize_holds',
  'capture_holds',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export type RuleTask =
  /** Charges what is outstanding, so many calendar days before or after, at that time of the business's day. */
  | {
      readonly kind: 'charge_before_start' | 'charge_after_end';
      readonly days: number;
      readonly at: LocalTime;
    }
  | { readonly kind: 'charge_on_complete' }
  /** Asks again so many hours after the first decline in a row, after the second, and so on; then no more. */
  | { readonly kind: 'retry_declined'; readonly afterHours: readonly number[] }
  /** Replaces a hold that ends within so many hours. */
  | { readonly kind: 'reauthorize_holds'; readonly hours: number }
  /** Captures what is owed of a hold. */
  | { readonly kind: 'capture_holds'; readonly timing: Timing };

export const RULE_BOUNDS = {
  days: { least: 0, most: 365 },
  hours: { least: 0, most: 24 * 30 },
  /** A new hold must live longer than this, or it would be replaced at once: the shortest that card networks give is five days. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method#auth-capture-limitations */
  renewalHours: { least: 1, most: 72 },
  /** Stripe advises 8 retries in two weeks at most. https://docs.stripe.com/payments/off-session-payments/smart-retries */
  retries: { least: 1, most: 8 },
  retryHours: { least: 1, most: 24 * 14 },
} as const;

/** Throws RuleNotAccepted with the field and its bound. */
export function requireTask(task: RuleTask): void {
  switch (task.kind) {
    case 'charge_before_start':
    case 'charge_after_end':
      requireWhole('days', task.days, RULE_BOUNDS.days);
      return requireTime('at', task.at);
    case 'charge_on_complete':
      return;
    case 'retry_declined':
      return requireRetries(task.afterHours);
    case 'reauthorize_holds':
      return requireWhole('hours', task.hours, RULE_BOUNDS.renewalHours);
    case 'capture_holds':
      return requireTiming(task.timing);
  }
}

function requireRetries(afterHours: readonly number[]): void {
  const { least, most } = RULE_BOUNDS.retries;
  if (afterHours.length < least || afterHours.length > most)
    throw new RuleNotAccepted('after_hours', `must have ${least} to ${most} waits`);
  for (const hours of afterHours) requireWhole('after_hours', hours, RULE_BOUNDS.retryHours);
}

function requireTiming(timing: Timing): void {
  if (timing.unit === 'hours') return requireWhole('hours', timing.count, RULE_BOUNDS.hours);
  requireWhole('days', timing.count, RULE_BOUNDS.days);
  requireTime('at', timing.at);
}

function requireWhole(field: string, value: number, { least, most }: { least: number; most: number }): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RuleNotAccepted(field, `must be a whole number from ${least} to ${most}`);
}

function requireTime(field: string, value: string): void {
  if (!isLocalTime(value)) throw new RuleNotAccepted(field, 'must be a time of day like 09:00');
}

/** When it acts, by the booking's start or end; undefined where something else says so. */
export function timingOf(task: RuleTask): Timing | undefined {
  switch (task.kind) {
    case 'charge_before_start':
      return { side: 'before', unit: 'days', count: task.days, at: task.at };
    case 'charge_after_end':
      return { side: 'after', unit: 'days', count: task.days, at: task.at };
    case 'capture_holds':
      return task.timing;
    default:
      return undefined;
  }
}

export function sameTask(a: RuleTask, b: RuleTask): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Key order says nothing: what was read back from storage may list its keys in another one. */
function sorted(value: object): unknown {
  return Object.entries(value)
    .map(([key, each]: [string, unknown]) => [
      key,
      each !== null && typeof each === 'object' && !Array.isArray(each) ? sorted(each) : each,
    ])
    .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1));
}
