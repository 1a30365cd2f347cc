import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Field, type FieldOptions } from './field.js';

export const LARGEST_PAGE = 200;
export const USUAL_PAGE = 50;

/** How many rows a page of a list has, from the query string. */
export function PageSizeField(options: FieldOptions): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^[+-]?\d{1,9}$/.test(value) ? Number(value) : value,
    ),
    Field(
      { ...options, optional: true },
      {
        shape: 'a whole number',
        has: (value): value is number => typeof value === 'number',
        bound: (limit) =>
          limit >= 1 && limit <= LARGEST_PAGE ? undefined : `must be from 1 to ${LARGEST_PAGE}, not ${limit}`,
      },
      { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: USUAL_PAGE },
    ),
  );
}
