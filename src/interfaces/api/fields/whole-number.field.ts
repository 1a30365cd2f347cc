import { Field, type FieldOptions } from './field.js';

interface WholeNumberOptions extends FieldOptions {
  readonly min: number;
  readonly max: number;
}

/** A whole number within bounds: no strings, no decimals. */
export function WholeNumberField(options: WholeNumberOptions): PropertyDecorator {
  const { min, max } = options;
  return Field(
    options,
    {
      shape: 'a JSON number',
      has: (value): value is number => typeof value === 'number',
      bound: (number) =>
        Number.isSafeInteger(number) && number >= min && number <= max
          ? undefined
          : `must be a whole number from ${min} to ${max}, not ${number}`,
    },
    { type: 'integer', format: 'int64', minimum: min, maximum: max },
  );
}
