import { EARLIEST_YEAR, LATEST_YEAR, readInstant } from '../../../domain/shared/instant.js';
import { Field, isString, type FieldOptions } from './field.js';

/** A point in time: ISO 8601 with the offset written out, so that nobody has to guess the zone. */
export function InstantField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a string',
      has: isString,
      bound: (text) =>
        readInstant(text)
          ? undefined
          : `must be an ISO 8601 date and time with its offset, such as 2027-05-01T09:30:00+01:00, from ${EARLIEST_YEAR} to ${LATEST_YEAR}`,
    },
    { type: String, format: 'date-time' },
  );
}
