import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { Field, type FieldOptions } from './field.js';

/** An object with fields of its own. */
export function PartField(options: FieldOptions, part: () => new () => object): PropertyDecorator {
  return applyDecorators(
    Type(part),
    ValidateNested(),
    Field(
      options,
      {
        shape: 'an object',
        has: (value): value is object => typeof value === 'object' && value !== null && !Array.isArray(value),
      },
      // Under this name, so that Nest takes it for a reference and not for the class itself.
      { type: () => part() },
    ),
  );
}
