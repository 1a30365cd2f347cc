import { Field, type FieldOptions } from './field.js';

interface WholeNumbersOptions extends FieldOptions {
  readonly min: number;
  readonly max: number;
  /** How many of them at most; at least one. */
  readonly most: number;
}

/** Whole numbers within bounds, in the order in which they are given. */
export function WholeNumbersField(options: WholeNumbersOptions): PropertyDecorator {
  const { min, max, most } = options;
  return Field(
    options,
    {
      shape: 'an array of JSON numbers',
      has: (value): value is number[] =>
        Array.isArray(value) && value.every((each) => typeof each === 'number'),
      bound: (numbers) => {
        if (numbers.length < 1 || numbers.length > most)
          return `must have 1 to ${most} elements, not ${numbers.length}`;
        const wrong = numbers.find((each) => !Number.isSafeInteger(each) || each < min || each > max);
        return wrong === undefined ? undefined : `must be whole numbers from ${min} to ${max}, not ${wrong}`;
      },
    },
    {
      type: 'array',
      items: { type: 'integer', minimum: min, maximum: max },
      minItems: 1,
      maxItems: most,
    },
  );
}
