import { DomainError } from '../../domain/shared/domain-error.js';

/** A program's promise that requests with this key are one and the same decision. */
export interface Idempotency {
  /** Whose keys: an API token. Keys of different scopes never meet. */
  readonly scope: string;
  readonly key: string;
  /** A digest of what was asked (path and body): the same key must always ask the same. */
  readonly fingerprint: string;
}

/** The scope of what is done once and for all: its keys are never forgotten. */
export const ONCE_AND_FOR_ALL = 'once-and-for-all';

/** Remembers, in the decision's own transaction, which decision a key stands for. Kept 30 days, but for ONCE_AND_FOR_ALL. */
export interface DecisionLog {
  /**
   * Claims the key for `subject` (the id of a payment, operation or booking). Returns the subject it already stands
   * for, or undefined when it is new. Throws IdempotencyKeyReused when it stood for another request.
   */
  claim(idempotency: Idempotency, subject: string): Promise<string | undefined>;
}

export class IdempotencyKeyReused extends DomainError {
  override readonly name = 'IdempotencyKeyReused';
  constructor(key: string) {
    super(
      'conflict',
      'idempotency_key_reused',
      `The Idempotency-Key “${key}” was used for another request. A new decision needs a new key.`,
      { idempotency_key: key },
    );
  }
}
