import { isCalendarDate } from '../shared/calendar-date.js';
import { DomainError } from '../shared/domain-error.js';
import { EARLIEST_YEAR, LATEST_YEAR, readInstant } from '../shared/instant.js';
import { momentsAt } from '../shared/zoned-time.js';

export const DATE_ORDERS = ['day_first', 'month_first'] as const;
/** What comes first in all dates of a file that don't begin with the year: 03/04/2026 is 3 April, or 4 March. */
export type DateOrder = (typeof DATE_ORDERS)[number];

/** The date can be read in two ways, and nobody said which one the file means. */
export class DateOrderUnknown extends DomainError {
  override readonly name = 'DateOrderUnknown';
  constructor(text: string) {
    super(
      'invalid',
      'date_order_unknown',
      `“${text}” can be read in two ways: say whether day or month comes first in this file.`,
      { given: text },
    );
  }
}

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T\s,]+(.+))?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T\s,]+(.+))?$/;
const CLOCK = /^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?$/i;

/**
 * Reads when something begins. With an offset it is that moment; without, the time that clocks show in `timeZone`.
 * Throws DateOrderUnknown, or `invalid_time` saying what is wrong with it.
 */
export function readTime(text: string, timeZone: string, order?: DateOrder): Date {
  const written = text.trim();
  const exact = readInstant(
    written.replace(/^(\d{4}-\d{2}-\d{2})\s+/, '$1T').replace(/\s+(?=Z|[+-]\d)/i, ''),
  );
  if (exact) return exact;
  const { day, clock } = split(written, order);
  if (!isCalendarDate(day)) throw refused(`“${text}” isn’t a day of the calendar`);
  if (Number(day.slice(0, 4)) < EARLIEST_YEAR) throw refused(`The year must be ${EARLIEST_YEAR} or later`);
  if (clock === undefined) throw refused(`“${text}” has no time of day. Write it like 2027-05-01 18:30`);
  const time = clockTime(clock);
  if (time === undefined) throw refused(`“${clock}” isn’t a time of day. Write it like 18:30`);
  const [first, second] = momentsAt(`${day}T${time.minutes}`, timeZone);
  if (first === undefined) throw refused(`Clocks in ${timeZone} skip ${time.minutes} on ${day}`);
  if (second !== undefined)
    throw refused(`Clocks in ${timeZone} show ${time.minutes} twice on ${day}. Write it with its offset`);
  const moment = new Date(first + time.seconds * 1000);
  if (moment.getUTCFullYear() > LATEST_YEAR) throw refused(`The year must be ${LATEST_YEAR} at most, in UTC`);
  return moment;
}

function split(written: string, order: DateOrder | undefined): { day: string; clock: string | undefined } {
  const sorted = YEAR_FIRST.exec(written);
  if (sorted) return { day: dayOf(sorted[1], sorted[3], sorted[4]), clock: sorted[5] };
  const [, one, , two, year, clock] = YEAR_LAST.exec(written) ?? [];
  if (year === undefined)
    throw refused(`“${written}” isn’t a date and time that can be read. Write it like 2027-05-01 18:30`);
  if (order === undefined) throw new DateOrderUnknown(written);
  return { day: order === 'day_first' ? dayOf(year, two, one) : dayOf(year, one, two), clock };
}

function dayOf(year = '', month = '', day = ''): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** "6:30 PM" as "18:30", and seconds apart. */
function clockTime(text: string): { readonly minutes: string; readonly seconds: number } | undefined {
  const [, hours = '', minutes = '', seconds, half] = CLOCK.exec(text.trim()) ?? [];
  if (hours === '' || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
  if (hour > 23 || (half !== undefined && (Number(hours) < 1 || Number(hours) > 12))) return undefined;
  return { minutes: `${String(hour).padStart(2, '0')}:${minutes}`, seconds: Number(seconds ?? 0) };
}

function refused(why: string): DomainError {
  return new DomainError('invalid', 'invalid_time', `${why}.`);
}
