import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { Field, type FieldOptions } from './field.js';

interface PartsOptions extends FieldOptions {
  readonly most: number;
}

/** Objects of one kind, at least one of them. */
export function PartsField(options: PartsOptions, part: () => new () => object): PropertyDecorator {
  const { most } = options;
  return applyDecorators(
    Type(part),
    ValidateNested({ each: true }),
    Field(
      options,
      {
        shape: 'an array of objects',
        has: (value): value is object[] =>
          Array.isArray(value) &&
          value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each)),
        bound: ({ length }) =>
          length >= 1 && length <= most ? undefined : `must have 1 to ${most} elements, not ${length}`,
      },
      { type: () => [part()], minItems: 1, maxItems: most },
    ),
  );
}
