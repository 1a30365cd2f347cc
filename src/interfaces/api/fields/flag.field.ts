import { Field, type FieldOptions } from './field.js';

/** True or false, as JSON writes them. */
export function FlagField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    { shape: 'true or false', has: (value): value is boolean => typeof value === 'boolean' },
    { type: Boolean },
  );
}
