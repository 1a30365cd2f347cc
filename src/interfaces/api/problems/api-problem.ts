import { STATUS_CODES } from 'node:http';

export interface FieldError {
  /** The path of the field: `total.amount`. */
  readonly field: string;
  readonly message: string;
}

/** An answer that isn't a success, as RFC 9457 has it. `code` is stable; `detail` is for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** Further members that a program can act on: a bound, a state, the payment. */
    readonly extensions: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  /** `about:blank` as the type: the title is the status's own, and `code` tells problems apart. */
  toJSON(instance: string): Record<string, unknown> {
    return {
      ...this.extensions,
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      instance,
      code: this.code,
    };
  }
}

/** Several fields at once. 400: not even the shape is right; 422: understood, but out of bounds. */
export function fieldsProblem(status: 400 | 422, errors: readonly FieldError[]): ApiProblem {
  const said = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new ApiProblem(status, status === 400 ? 'malformed_request' : 'validation_failed', `${said}.`, {
    errors,
  });
}
