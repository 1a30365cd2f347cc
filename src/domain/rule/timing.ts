import { dayIn } from '../shared/calendar-date.js';
import { dayFrom, lastDayReached, momentAt, type LocalTime } from '../shared/local-time.js';

const HOUR_MS = 60 * 60 * 1000;

/**
 * How far before or after the start (or end) of a booking something is due. Days are calendar days of the business's
 * zone, at a time of day there, however many hours they have; hours are hours.
 */
export type Timing =
  | {
      readonly side: 'before' | 'after';
      readonly unit: 'days';
      readonly count: number;
      readonly at: LocalTime;
    }
  | { readonly side: 'before' | 'after'; readonly unit: 'hours'; readonly count: number };

/** When it is due for a booking that starts (or ends) at `anchor`. Never earlier for a later anchor. */
export function momentOf(timing: Timing, anchor: Date, timeZone: string): Date {
  const count = timing.side === 'before' ? -timing.count : timing.count;
  if (timing.unit === 'hours') return new Date(anchor.getTime() + count * HOUR_MS);
  return momentAt(timeZone, dayFrom(dayIn(timeZone, anchor), count), timing.at);
}

/**
 * The first anchor that is not due yet by `now`: what is due has an earlier one, and everything earlier is due. So an
 * index on the anchor finds what is due.
 */
export function reachOf(timing: Timing, now: Date, timeZone: string): Date {
  const count = timing.side === 'before' ? timing.count : -timing.count;
  if (timing.unit === 'hours') return new Date(now.getTime() + count * HOUR_MS + 1);
  const reached = lastDayReached(timeZone, now, timing.at);
  return momentAt(timeZone, dayFrom(reached, count + 1), '00:00');
}
