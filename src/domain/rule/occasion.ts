import type { BookingLife } from '../booking/booking-life.js';
import type { BookingStanding } from '../booking/booking-standing.js';
import type { Payment } from '../payment/payment.js';
import type { RuleScope } from './rule.js';
import { timingOf, type RuleKind, type RuleTask } from './rule-task.js';
import { momentOf } from './timing.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A hold isn't renewed for ever on a booking that nobody completes: so long after its end, and then it ends. */
export const RENEWED_UP_TO_DAYS = 7;

/** A reason to act on a booking once. */
export interface Occasion {
  /** Says what it is about, not how the rule is set: a rule that is set otherwise meets the same occasion again. */
  readonly key: string;
  readonly due: Date;
  /** The hold or the declined payment that it is about. */
  readonly payment?: string;
}

/** Whose bookings each kind acts on: nobody is charged the price of what they cancelled. */
export const LIVES_OF: Readonly<Record<RuleKind, readonly BookingLife[]>> = {
  charge_before_start: ['scheduled', 'completed'],
  charge_after_end: ['scheduled', 'completed'],
  charge_on_complete: ['completed'],
  retry_declined: ['scheduled', 'completed'],
  reauthorize_holds: ['scheduled'],
  capture_holds: ['scheduled', 'completed'],
};

export function takes(scope: RuleScope, madeAt: Date, { about }: BookingStanding): boolean {
  const { service } = scope;
  if (scope.newBookingsOnly && about.registeredAt < madeAt) return false;
  return service === undefined || about.service.toLowerCase().includes(service.toLowerCase());
}

/** When it is taken to be over: at its start, the only time that a booking has. */
export function endOf({ startsAt }: BookingStanding['about']): Date {
  return startsAt;
}

export function completedKey(at: Date): string {
  return `completed:${at.toISOString()}`;
}

export function startKey(kind: 'charge_before_start' | 'charge_after_end', anchor: Date): string {
  return `${kind === 'charge_before_start' ? 'start' : 'end'}:${anchor.toISOString()}`;
}

/**
 * The occasions that a booking gives to such a rule, as it stands; `completedAt`: when it was marked complete. Whether
 * there is money to move is another question.
 */
export function occasionsOf(
  task: RuleTask,
  booking: BookingStanding,
  timeZone: string,
  completedAt?: Date,
): Occasion[] {
  if (!LIVES_OF[task.kind].includes(booking.life)) return [];
  switch (task.kind) {
    case 'charge_before_start':
    case 'charge_after_end':
      return chargeOccasions(task, booking, timeZone);
    case 'charge_on_complete':
      return completedAt ? [{ key: completedKey(completedAt), due: completedAt }] : [];
    case 'retry_declined':
      return retryOccasions(task.afterHours, booking.payments);
    case 'reauthorize_holds':
      return openHolds(booking).flatMap((hold) => renewalOccasion(hold, task.hours, endOf(booking.about)));
    case 'capture_holds':
      return openHolds(booking).flatMap((hold) => {
        const due = momentOf(task.timing, booking.about.startsAt, timeZone);
        // A hold that was placed after the moment at which it would be captured was meant for later. One that only
        // replaces another is meant for what that was.
        return firstPlacedAt(hold, booking.payments) <= due
          ? [{ key: holdKey(hold.id), due, payment: hold.id }]
          : [];
      });
  }
}

/**
 * A booking that is made after its moment, and before it starts, is due at once. One that is only taken in afterwards,
 * such as an old one that is imported, is not: what it owes is for people to look at.
 */
function chargeOccasions(
  task: Extract<RuleTask, { kind: 'charge_before_start' | 'charge_after_end' }>,
  { about }: BookingStanding,
  timeZone: string,
): Occasion[] {
  const timing = timingOf(task);
  if (!timing) return [];
  const anchor = task.kind === 'charge_before_start' ? about.startsAt : endOf(about);
  const moment = momentOf(timing, anchor, timeZone);
  const isLate = about.registeredAt > moment;
  const mayBeLate = task.kind === 'charge_before_start' && about.registeredAt < anchor;
  if (isLate && !mayBeLate) return [];
  return [{ key: startKey(task.kind, anchor), due: isLate ? about.registeredAt : moment }];
}

function firstPlacedAt(hold: Payment, payments: readonly Payment[]): Date {
  const replaced = payments.find(({ id }) => id === hold.replaces?.payment);
  return replaced ? firstPlacedAt(replaced, payments) : hold.toData().requestedAt;
}

function retryOccasions(afterHours: readonly number[], payments: readonly Payment[]): Occasion[] {
  const attempts = payments
    .map((each) => each.toData())
    // What failed never reached the card's bank.
    .filter(({ kind, state }) => kind !== 'collection' && state !== 'failed');
  const last = attempts.at(-1);
  // On Stripe's page the customer tries again themselves; a renewal is the other rule's.
  if (!last || last.state !== 'declined' || last.checkout || last.replaces) return [];
  const before = attempts.findLastIndex(({ state }) => !UNSUCCESSFUL.includes(state));
  const inRow = attempts.slice(before + 1).filter(({ state }) => state === 'declined').length;
  const hours = afterHours[inRow - 1];
  if (hours === undefined) return [];
  const due = new Date(last.requestedAt.getTime() + hours * HOUR_MS);
  return [{ key: declinedKey(last.id), due, payment: last.id }];
}

export const UNSUCCESSFUL: readonly string[] = ['declined', 'failed', 'canceled'];

export function declinedKey(payment: string): string {
  return `declined:${payment}`;
}

export function holdKey(payment: string): string {
  return `hold:${payment}`;
}

function openHolds({ payments }: BookingStanding): Payment[] {
  return payments.filter(({ kind, state }) => kind === 'hold' && state === 'authorized');
}

function renewalOccasion(hold: Payment, hours: number, end: Date): Occasion[] {
  const { captureBefore, requestedAt } = hold.toData();
  if (!captureBefore) return [];
  const moment = new Date(captureBefore.getTime() - hours * HOUR_MS);
  if (moment.getTime() > end.getTime() + RENEWED_UP_TO_DAYS * DAY_MS) return [];
  return [{ key: holdKey(hold.id), due: moment < requestedAt ? requestedAt : moment, payment: hold.id }];
}
