/** A program that may use the JSON API. */
export interface ApiToken {
  readonly id: string;
  /** As the timeline shows it: "Booking site". */
  readonly name: string;
}

/** Who may use the JSON API. Only digests of tokens are kept: none can be read back. */
export abstract class ApiTokens {
  /** From now on `token` has full rights under `name`, and one that had that name before has none. */
  abstract ensure(name: string, token: string): Promise<void>;
  /** Takes the rights of the token of this name away, if there is one. */
  abstract revoke(name: string): Promise<void>;
  /** Undefined: unknown, or revoked. */
  abstract find(token: string): Promise<ApiToken | undefined>;
}
