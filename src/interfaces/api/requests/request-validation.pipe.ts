import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { fieldsProblem, type FieldError } from '../problems/api-problem.js';

/** A value of these is out of bounds; everything else that can be wrong is the shape of the request. */
const BOUND = 'bound';

interface Fault extends FieldError {
  readonly constraint: string;
}

/** Checks a body or query against its class, and names all that is wrong with it at once. */
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => {
        const faults = errors.flatMap((error) => faultsOf(error, ''));
        const status = faults.every(({ constraint }) => constraint === BOUND) ? 422 : 400;
        return fieldsProblem(
          status,
          faults.map(({ field, message }) => ({ field, message })),
        );
      },
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && Array.isArray(value)) {
      throw fieldsProblem(400, [{ field: 'body', message: 'must be a JSON object, not an array' }]);
    }
    const given = metadata.type === 'query' ? withoutEmpty(value) : value;
    return super.transform(given, metadata) as Promise<unknown>;
  }
}

/** `?q=&limit=20` is what a form or a template sends where nothing was chosen. */
function withoutEmpty(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

function faultsOf(error: ValidationError, parent: string): Fault[] {
  const field = parent + error.property;
  const own = Object.entries(error.constraints ?? {})
    // Said already by the field's own check of its shape.
    .filter(([constraint]) => constraint !== 'nestedValidation')
    .map(([constraint, message]) => ({
      field,
      constraint,
      message: constraint === 'whitelistValidation' ? 'is not known here' : message,
    }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, `${field}.`))];
}
