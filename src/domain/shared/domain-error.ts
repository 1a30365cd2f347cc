/** What went wrong, in terms a caller can act on; one place (the interfaces) maps it to HTTP. */
export type DomainErrorKind =
  | 'invalid' // the input itself can't be accepted
  | 'conflict' // the input is fine, the current state doesn't allow it
  | 'stale' // the caller decided on a version that is no longer current
  | 'not_found';

export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A refusal by the domain. `code` is stable and part of the public contract, `message` is for people,
 * `details` carries what a program needs to recover (the bound that was broken, the state it is in).
 */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';

  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}
