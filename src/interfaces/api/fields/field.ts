import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, registerDecorator, type ValidationArguments } from 'class-validator';

/** What every field says of itself in the OpenAPI document. */
export interface FieldOptions {
  readonly description: string;
  readonly example?: unknown;
  readonly optional?: boolean;
}

/** Each check gives what is wrong, to be read after the field's name, or undefined. */
export interface FieldChecks<Shape> {
  /** What kind of JSON value it must be, for a value that isn't: "must be a string". */
  readonly shape: string;
  readonly has: (value: unknown) => value is Shape;
  /** What it must be among those. */
  readonly bound?: (value: Shape) => string | undefined;
}

/** One field of a body or query: checked (shape first, then bounds) and documented at once. */
export function Field<Shape>(
  { description, example, optional = false }: FieldOptions,
  checks: FieldChecks<Shape>,
  schema: ApiPropertyOptions,
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description,
      ...(example === undefined ? {} : { example }),
      ...schema,
      required: !optional,
    } as ApiPropertyOptions),
    ...(optional ? [IsOptional()] : []),
    Check('shape', (value) => {
      if (value === undefined) return 'is required';
      return checks.has(value) ? undefined : `must be ${checks.shape}`;
    }),
    Check('bound', (value) => (checks.has(value) ? checks.bound?.(value) : undefined)),
  );
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function Check(name: 'shape' | 'bound', check: (value: unknown) => string | undefined): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => check(value) === undefined,
        defaultMessage: (given?: ValidationArguments) => check(given?.value) ?? '',
      },
    });
}
