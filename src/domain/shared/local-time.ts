import { dayIn, type CalendarDate } from './calendar-date.js';
import { offsetAt, zonedTime } from './zoned-time.js';

/** A time of day as a clock on the wall shows it, without a zone: `09:30`. */
export type LocalTime = string;

const DAY_MS = 24 * 60 * 60 * 1000;

export function isLocalTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** The day that comes `days` after this one, or before it. */
export function dayFrom(day: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * When a clock in the zone shows `time` on that day. A time that the clocks skip in spring counts as many minutes after
 * the jump as it would have been after it; of one that comes twice in autumn, the first is meant.
 */
export function momentAt(timeZone: string, day: CalendarDate, time: LocalTime): Date {
  const shown = zonedTime(`${day}T${time}`, timeZone);
  if (shown) return shown;
  const wall = Date.parse(`${day}T${time}:00Z`);
  return new Date(wall - offsetAt(wall - DAY_MS, timeZone));
}

/** The last day on which `time` has come by `moment`. */
export function lastDayReached(timeZone: string, moment: Date, time: LocalTime): CalendarDate {
  const today = dayIn(timeZone, moment);
  return momentAt(timeZone, today, time) <= moment ? today : dayFrom(today, -1);
}
