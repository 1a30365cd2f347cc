import Stripe from 'stripe';

/** The version the code was written against; Stripe answers in its shapes whatever the account's default is. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

export interface StripeConnection {
  readonly secretKey: string;
  /** Another base URL that speaks Stripe's API; Stripe's own when unset. */
  readonly apiBase?: string;
  /** One attempt's time limit. Stripe answers most charges within 3 s; an issuer may take 10. */
  readonly timeoutMs?: number;
}

const RETRIES = 1;
/** The client waits at most this long before it tries again. */
const BETWEEN_ATTEMPTS_SECONDS = 2;

/** A payment may have to make the customer known first, and to store that. */
const REQUESTS_PER_PAYMENT = 3;

/** How long what is asked of Stripe for one payment can be under way, repetitions by the client included. */
export function longestRequestSeconds(attemptSeconds: number): number {
  return REQUESTS_PER_PAYMENT * ((1 + RETRIES) * attemptSeconds + RETRIES * BETWEEN_ATTEMPTS_SECONDS);
}

/**
 * Retries once, under the same idempotency key, on connection errors, 409, 429 with advice to retry, and 5xx: enough
 * for a hiccup while a person waits. What remains unknown after that is recovered in the background.
 */
export function createStripeClient({ secretKey, apiBase, timeoutMs = 15_000 }: StripeConnection): Stripe {
  const base = apiBase === undefined ? undefined : new URL(apiBase);
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION,
    timeout: timeoutMs,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    appInfo: { name: 'Purser' },
    ...(base && {
      protocol: base.protocol === 'http:' ? 'http' : 'https',
      host: base.hostname,
      port: base.port || (base.protocol === 'http:' ? 80 : 443),
    }),
  });
}
