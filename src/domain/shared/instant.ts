import { isCalendarDate } from './calendar-date.js';

const WITH_OFFSET =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** In UTC: years of four digits, which is what everybody who reads times as text takes. */
export const EARLIEST_YEAR = 1970;
export const LATEST_YEAR = 9999;

/** ISO 8601 with the offset written out, so that nobody has to guess the zone; undefined for anything else. */
export function readInstant(text: string): Date | undefined {
  const day = WITH_OFFSET.exec(text)?.[1];
  if (day === undefined || !isCalendarDate(day)) return undefined;
  const instant = new Date(text);
  const year = instant.getUTCFullYear();
  return year >= EARLIEST_YEAR && year <= LATEST_YEAR ? instant : undefined;
}
