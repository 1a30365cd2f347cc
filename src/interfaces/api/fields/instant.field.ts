import { isISO8601 } from 'class-validator';
import { Field, isString, type FieldOptions } from './field.js';

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;
const EARLIEST_YEAR = 1970;

/** A point in time: ISO 8601 with the offset written out, so that nobody has to guess the zone. */
export function InstantField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a string',
      has: isString,
      bound: (text) =>
        isInstant(text)
          ? undefined
          : `must be an ISO 8601 date and time with its offset, such as 2027-05-01T09:30:00+01:00, from ${EARLIEST_YEAR} on`,
    },
    { type: String, format: 'date-time' },
  );
}

function isInstant(text: string): boolean {
  if (!WITH_OFFSET.test(text) || !isISO8601(text, { strict: true, strictSeparator: true })) return false;
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.getUTCFullYear() >= EARLIEST_YEAR;
}
