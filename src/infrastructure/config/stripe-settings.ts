import { ConfigError } from './config-error.js';
import type { EnvReader } from './env-reader.js';

export type StripeMode = 'sandbox' | 'test' | 'live';

/** Secret and restricted keys: https://docs.stripe.com/keys */
const SECRET_KEY = /^(sk|rk)_(test|live)_[A-Za-z0-9_]+$/;

export function secretKeyFrom(read: EnvReader): string | undefined {
  const name = 'STRIPE_SECRET_KEY';
  const key = read.text(name);
  if (key === undefined || SECRET_KEY.test(key)) return key;
  const expected = 'expected a key that begins with sk_test_, rk_test_, sk_live_ or rk_live_';
  if (key.startsWith('pk_')) throw new ConfigError(name, `is a publishable key; ${expected}`);
  if (key.startsWith('whsec_')) throw new ConfigError(name, `is a webhook signing secret; ${expected}`);
  throw new ConfigError(name, `is not a Stripe secret key; ${expected}`);
}

export function modeOf(secretKey: string | undefined): StripeMode {
  if (secretKey === undefined) return 'sandbox';
  return secretKey.includes('_live_') ? 'live' : 'test';
}

export function apiBaseFrom(read: EnvReader, mode: StripeMode): string | undefined {
  const name = 'STRIPE_API_BASE';
  const base = read.webUrl(name);
  if (base === undefined) return undefined;
  if (mode === 'sandbox') {
    throw new ConfigError(
      name,
      'is set but STRIPE_SECRET_KEY is not; set a key for it, or unset both to use the built-in sandbox',
    );
  }
  if (mode === 'live' && !base.startsWith('https:')) {
    throw new ConfigError(
      name,
      'is not encrypted; with a live key a URL that begins with https:// is expected',
    );
  }
  return base;
}

/** https://docs.stripe.com/dashboard/basics */
export function dashboardUrlFor(mode: StripeMode): string | undefined {
  if (mode === 'sandbox') return undefined;
  return mode === 'live' ? 'https://dashboard.stripe.com' : 'https://dashboard.stripe.com/test';
}
