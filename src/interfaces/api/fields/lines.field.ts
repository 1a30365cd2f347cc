import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Field, isString, type FieldOptions } from './field.js';

/** Text in lines, which may be empty; each without the white space around it. */
export function LinesField(options: FieldOptions & { readonly max: number }): PropertyDecorator {
  const { max } = options;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? trimmedLines(value) : value)),
    Field(
      options,
      {
        shape: 'a string',
        has: isString,
        bound: (text) => {
          const length = [...text].length;
          if (length > max) return `must be at most ${max} characters long, not ${length}`;
          return /(?!\n)[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
            ? 'must hold no control characters but line breaks'
            : undefined;
        },
      },
      { type: String, maxLength: max },
    ),
  );
}

function trimmedLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .join('\n')
    .trim();
}
