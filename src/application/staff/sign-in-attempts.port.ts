export type AttemptVerdict =
  { readonly allowed: true } | { readonly allowed: false; readonly retryAfterSeconds: number };

/** Recent attempts to sign in, shared by all instances, so that guessing passwords is slow everywhere. */
export abstract class SignInAttempts {
  /** Counts this attempt before the password is looked at, so that guesses sent at once are counted too. */
  abstract begin(email: string, address: string): Promise<AttemptVerdict>;
  /** The attempt was right: those before it from the same address were slips. */
  abstract forgive(email: string, address: string): Promise<void>;
}
