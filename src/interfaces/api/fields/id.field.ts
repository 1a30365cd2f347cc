import { validate } from 'uuid';
import { Field, isString, type FieldOptions } from './field.js';

/** The id of something of ours. Whether there is such a thing is not for the field to say. */
export function IdField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a string',
      has: isString,
      bound: (id) => (validate(id) ? undefined : 'must be an id, which is a UUID'),
    },
    { type: String, format: 'uuid' },
  );
}
