import type { CalendarDate } from '../../domain/shared/calendar-date.js';
import { offsetAt } from '../../domain/shared/zoned-time.js';

const QUARTER_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_REMEMBERED = 20_000;

/** Times as the clocks of one IANA zone show them, for files: ISO 8601, to the second, with the offset from UTC. */
export class LocalTimes {
  /** At the beginnings of days, UTC. */
  private readonly ofDays = new Map<number, number>();
  /** By quarter of an hour, for days on which clocks are changed: that is done at the beginning of one. */
  private readonly ofQuarters = new Map<number, number>();
  /** A file asks for the day and the time of one moment. */
  private last = { moment: Number.NaN, day: '', time: '' };

  constructor(private readonly timeZone: string) {}

  /** "2026-11-28" */
  day(moment: Date): CalendarDate {
    return this.read(moment).day;
  }

  /** "2026-11-28T16:30:00+00:00" */
  time(moment: Date): string {
    return this.read(moment).time;
  }

  private read(date: Date): typeof this.last {
    const moment = date.getTime();
    if (moment === this.last.moment) return this.last;
    const offset = this.offsetAt(moment);
    const wall = new Date(moment + offset).toISOString();
    this.last = { moment, day: wall.slice(0, -14), time: `${wall.slice(0, -5)}${written(offset)}` };
    return this.last;
  }

  /** Where a day begins and ends with the same offset, it has no other between: no zone changes twice within one. */
  private offsetAt(moment: number): number {
    const day = Math.floor(moment / DAY_MS);
    const atFirst = this.remembered(this.ofDays, day, DAY_MS);
    if (atFirst === this.remembered(this.ofDays, day + 1, DAY_MS)) return atFirst;
    return this.remembered(this.ofQuarters, Math.floor(moment / QUARTER_MS), QUARTER_MS);
  }

  private remembered(offsets: Map<number, number>, nth: number, length: number): number {
    const known = offsets.get(nth);
    if (known !== undefined) return known;
    if (offsets.size >= MOST_REMEMBERED) offsets.clear();
    const offset = offsetAt(nth * length, this.timeZone);
    offsets.set(nth, offset);
    return offset;
  }
}

/** "+05:30" */
function written(offset: number): string {
  const minutes = Math.round(offset / 60_000);
  const size = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
