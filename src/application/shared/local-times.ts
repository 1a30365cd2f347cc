import type { CalendarDate } from '../../domain/shared/calendar-date.js';

const QUARTER_MS = 15 * 60 * 1000;
const MOST_REMEMBERED = 20_000;

/** Times as the clocks of one IANA zone show them, for files: ISO 8601, to the second, with the offset from UTC. */
export class LocalTimes {
  private readonly parts: Intl.DateTimeFormat;
  /** By quarter of an hour: clocks are changed at the beginning of one. */
  private readonly offsets = new Map<number, number>();

  constructor(timeZone: string) {
    this.parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

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
    const offset = this.findOffset(quarter * QUARTER_MS);
    this.offsets.set(quarter, offset);
    return offset;
  }

  private findOffset(time: number): number {
    const parts = this.parts.formatToParts(time);
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find((each) => each.type === type)?.value);
    const wall = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return wall - time;
  }
}
