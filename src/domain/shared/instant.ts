import { isCalendarDate } from './calendar-date.js';

const WITH_OFFSET =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

export const EARLIEST_YEAR = 1970;

/** ISO 8601 with the offset written out, so that nobody has to guess the zone; undefined for anything else. */
export function readInstant(text: string): Date | undefined {
  const day = WITH_OFFSET.exec(text)?.[1];
  if (day === undefined || !isCalendarDate(day)) return undefined;
  const instant = new Date(text);
  return instant.getUTCFullYear() >= EARLIEST_YEAR ? instant : undefined;
}
