import { Field, isString, type FieldOptions } from './field.js';

/** One of a few words. */
export function ChoiceField(options: FieldOptions, choices: readonly string[]): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a string',
      has: isString,
      bound: (given) => (choices.includes(given) ? undefined : `must be one of ${choices.join(', ')}`),
    },
    { type: String, enum: [...choices] },
  );
}
