import { DomainError } from '../shared/domain-error.js';

/** What became of the booking itself, whatever its payments do. */
export const BOOKING_LIVES = ['scheduled', 'completed', 'cancelled', 'no_show'] as const;
export type BookingLife = (typeof BOOKING_LIVES)[number];

export const BOOKING_LIFE_LABELS: Readonly<Record<BookingLife, string>> = {
  scheduled: 'Scheduled',
  completed: 'Completed',
  cancelled: 'Cancelled',
  no_show: 'No-show',
};

/**
 * The moves between them, as data. What was said by mistake can be said otherwise: completed and no-show for each
 * other, and anything back to scheduled. Only what is scheduled is cancelled.
 */
export const LIFE_TRANSITIONS: Readonly<Record<BookingLife, readonly BookingLife[]>> = {
  scheduled: ['completed', 'cancelled', 'no_show'],
  completed: ['scheduled', 'no_show'],
  no_show: ['scheduled', 'completed'],
  cancelled: ['scheduled'],
};

export function canBecome(from: BookingLife, to: BookingLife): boolean {
  return LIFE_TRANSITIONS[from].includes(to);
}

/** Whether nothing at all may be owed for it: what is to take place has a price. */
export function mayBeFree(life: BookingLife): boolean {
  return life === 'cancelled' || life === 'no_show';
}

/** The booking is in a state from which it can't become what was asked. */
export class LifeTransitionRefused extends DomainError {
  override readonly name = 'LifeTransitionRefused';
  constructor(from: BookingLife, to: BookingLife) {
    super(
      'conflict',
      'booking_status',
      from === to
        ? `This booking is ${words(to)} already.`
        : `A booking that is ${words(from)} can’t become ${words(to)}. Put it back to scheduled first.`,
      { booking_status: from, asked: to },
    );
  }
}

function words(life: BookingLife): string {
  return life === 'no_show' ? 'a no-show' : life;
}
