import { isCalendarDate } from '../../../domain/shared/calendar-date.js';
import { Field, isString, type FieldOptions } from './field.js';

/** A day of the business's calendar, without a time. */
export function DayField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a string',
      has: isString,
      bound: (text) => (isCalendarDate(text) ? undefined : 'must be a date such as 2027-05-01'),
    },
    { type: String, format: 'date' },
  );
}
