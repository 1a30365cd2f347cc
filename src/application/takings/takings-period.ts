import { isCalendarDate, type CalendarDate } from '../../domain/shared/calendar-date.js';
import { DomainError } from '../../domain/shared/domain-error.js';

/** Days of the business's calendar; both count in full. */
export interface TakingsPeriod {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

/** `invalid_period`, naming the field. */
export class TakingsPeriodRefused extends DomainError {
  constructor(
    readonly field: 'from' | 'to',
    message: string,
  ) {
    super('invalid', 'invalid_period', message, { field });
  }
}

/** The last seven days, unless days are given. Throws TakingsPeriodRefused; at most 366 days at a time. */
export function takingsPeriod(
  from: CalendarDate | undefined,
  to: CalendarDate | undefined,
  today: CalendarDate,
): TakingsPeriod {
  for (const [field, day] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (day !== undefined && !isCalendarDate(day))
      throw new TakingsPeriodRefused(field, `${field} must be a date such as 2027-05-01.`);
  const last = to ?? (from !== undefined && from > today ? from : today);
  const first = from ?? dayBefore(last, 6);
  if (first > last) throw new TakingsPeriodRefused('to', 'to must be the day from, or a later one.');
  if (daysIn({ from: first, to: last }) > MOST_DAYS)
    throw new TakingsPeriodRefused('from', `from must be at most ${MOST_DAYS - 1} days before to.`);
  return { from: first, to: last };
}

export function daysIn({ from, to }: TakingsPeriod): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

export function dayBefore(day: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
