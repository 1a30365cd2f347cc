import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { isEmail } from 'class-validator';
import { LONGEST_EMAIL, lineProblem } from '../../../domain/shared/line-of-text.js';
import { Field, isString, type FieldOptions } from './field.js';

interface TextOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: { readonly regexp: RegExp; readonly words: string };
}

/** A line of text, without the white space around it. */
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
          const problem = lineProblem(text, { min, max });
          if (problem !== undefined) return problem;
          return pattern && !pattern.regexp.test(text) ? `must be ${pattern.words}` : undefined;
        },
      },
      schema,
    ),
  );
}

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
