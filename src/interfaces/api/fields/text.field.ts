import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { isEmail } from 'class-validator';
import { Field, isString, type FieldOptions } from './field.js';

interface TextOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: { readonly regexp: RegExp; readonly words: string };
}

/** A line of text, without the white space around it. PostgreSQL keeps no NUL, and nobody wants to read the others. */
export function TextField(options: TextOptions): PropertyDecorator {
  const { min = 1, max, pattern } = options;
  const schema: ApiPropertyOptions = {
    type: String,
    minLength: min,
    maxLength: max,
    ...(pattern ? { pattern: pattern.regexp.source } : {}),
  };
  return applyDecorators(
    Trimmed(),
    Field(
      options,
      {
        shape: 'a string',
        has: isString,
        bound: (text) => {
          const length = [...text].length;
          if (length < min || length > max) return `must be ${min} to ${max} characters long, not ${length}`;
          if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return 'must be one line without control characters';
          return pattern && !pattern.regexp.test(text) ? `must be ${pattern.words}` : undefined;
        },
      },
      schema,
    ),
  );
}

const LONGEST_EMAIL = 254;

export function EmailField(options: FieldOptions): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    Field(
      options,
      {
        shape: 'a string',
        has: isString,
        bound: (text) =>
          text.length <= LONGEST_EMAIL && isEmail(text)
            ? undefined
            : `must be an e-mail address of at most ${LONGEST_EMAIL} characters`,
      },
      { type: String, format: 'email', maxLength: LONGEST_EMAIL },
    ),
  );
}

function Trimmed(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
}
