import type { CalendarDate } from '../../domain/shared/calendar-date.js';
import { offsetAt } from '../../domain/shared/zoned-time.js';

const QUARTER_MS = 15 * 60 * 1000;
const MOST_REMEMBERED = 20_000;

/** Times as the clocks of one IANA zone show them, for files: ISO 8601, to the second, with the offset from UTC. */
export class LocalTimes {
  /** By quarter of an hour: clocks are changed at the beginning of one. */
  private readonly offsets = new Map<number, number>();

  constructor(private readonly timeZone: string) {}

  /** "2026-11-28" */
  day(moment: Date): CalendarDate {
    return this.wall(moment).toISOString().slice(0, -14);
  }

  /** "2026-11-28T16:30:00+00:00" */
  time(moment: Date): string {
    const minutes = Math.round(this.offsetAt(moment) / 60_000);
    const size = Math.abs(minutes);
    const two = (number: number) => String(number).padStart(2, '0');
    const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
    return `${this.wall(moment).toISOString().slice(0, -5)}${offset}`;
  }

  private wall(moment: Date): Date {
    return new Date(moment.getTime() + this.offsetAt(moment));
  }

  private offsetAt(moment: Date): number {
    const quarter = Math.floor(moment.getTime() / QUARTER_MS);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.offsets.size >= MOST_REMEMBERED) this.offsets.clear();
    const offset = offsetAt(quarter * QUARTER_MS, this.timeZone);
    this.offsets.set(quarter, offset);
    return offset;
  }
}
