import { ConfigError } from './config-error.js';
import { mailSettingsFrom, type MailConfig } from './mail-settings.js';
import { EnvReader } from './env-reader.js';
import { apiBaseFrom, dashboardUrlFor, modeOf, secretKeyFrom, type StripeMode } from './stripe-settings.js';

export { ConfigError } from './config-error.js';
export type { StripeMode } from './stripe-settings.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that the environment decides, checked. */
export interface PurserConfig {
  readonly http: {
    readonly host: string;
    /** 0 lets the system choose one. */
    readonly port: number;
    /** Where browsers reach the console; without a slash at its end. */
    readonly publicUrl: string;
  };
  readonly database: {
    /** Unset: the embedded PostgreSQL starts. */
    readonly url?: string;
  };
  /** As it was given; relative to the working directory. */
  readonly dataDir: string;
  readonly stripe: {
    /** `sandbox`: the built-in one, no real money can move. `test`, `live`: what the key is for. */
    readonly mode: StripeMode;
    /** Set unless the mode is `sandbox`. */
    readonly secretKey?: string;
    /** Several while rotating; none when webhooks can't be verified (or the sandbox makes its own). */
    readonly webhookSecrets: readonly string[];
    /** Unset: Stripe's own. */
    readonly apiBase?: string;
    /** Without a slash at its end. Unset when the mode is `sandbox`, which has a dashboard of its own. */
    readonly dashboardUrl?: string;
    /** How long an idempotency key is relied upon. */
    readonly keyTtlSeconds: number;
    /** How long one attempt at a request may take. */
    readonly timeoutSeconds: number;
    readonly sandboxPort: number;
    /** Between two reconciliation sweeps. */
    readonly reconcileSeconds: number;
  };
  readonly mail: MailConfig;
  /** The first administrator. What is unset is made up and printed once. */
  readonly admin: {
    readonly email?: string;
    readonly password?: string;
  };
  readonly apiToken?: string;
  readonly seed: 'demo' | 'none';
  readonly business: {
    readonly name: string;
    /** A BCP 47 tag. */
    readonly locale: string;
    /** A name from the IANA time zone database. */
    readonly timeZone: string;
    /** ISO 4217, upper case. */
    readonly currency: string;
  };
  readonly logLevel: LogLevel;
}

/** Stripe may prune an idempotency key once it is 24 hours old: https://docs.stripe.com/api/idempotent_requests */
const STRIPE_KEEPS_KEYS_SECONDS = 86_400;
/** The client's own default; who waits longer than this has long gone: https://github.com/stripe/stripe-node#configuration */
const LONGEST_ATTEMPT_SECONDS = 80;
const A_DAY_SECONDS = 86_400;

/** @throws ConfigError naming the first variable that is wrong, what is wrong with it and what is expected */
export function loadConfig(env: NodeJS.ProcessEnv): PurserConfig {
  const read = new EnvReader(env);
  const databaseUrl = read.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const secretKey = secretKeyFrom(read);
  const mode = modeOf(secretKey);
  const allEmbedded = databaseUrl === undefined && mode === 'sandbox';
  const seed = read.oneOf('PURSER_SEED', ['demo', 'none']) ?? (allEmbedded ? 'demo' : 'none');
  if (seed === 'demo' && mode === 'live') {
    throw new ConfigError(
      'PURSER_SEED',
      'is "demo" with a live Stripe key; demo data is made by charging cards, expected none',
    );
  }
  const demo = seed === 'demo';
  const host = read.host('HOST') ?? '127.0.0.1';
  const port = read.wholeNumber('PORT', 0, 65_535) ?? 3000;
  const publicUrl = read.webUrl('PURSER_PUBLIC_URL') ?? urlOf(host, port);
  const businessName = read.text('PURSER_BUSINESS_NAME') ?? (demo ? 'Harbour & Bay Tours' : 'Purser');

  return {
    http: { host, port, publicUrl },
    database: { url: databaseUrl },
    dataDir: read.text('PURSER_DATA_DIR') ?? '.data',
    stripe: {
      mode,
      secretKey,
      webhookSecrets: read.secretList('STRIPE_WEBHOOK_SECRET'),
      apiBase: apiBaseFrom(read, mode),
      dashboardUrl: read.webUrl('STRIPE_DASHBOARD_URL') ?? dashboardUrlFor(mode),
      keyTtlSeconds:
        read.wholeNumber('PURSER_STRIPE_KEY_TTL_SECONDS', 1, STRIPE_KEEPS_KEYS_SECONDS) ??
        STRIPE_KEEPS_KEYS_SECONDS,
      timeoutSeconds: read.wholeNumber('PURSER_STRIPE_TIMEOUT_SECONDS', 1, LONGEST_ATTEMPT_SECONDS) ?? 15,
      sandboxPort: read.wholeNumber('PURSER_SANDBOX_PORT', 0, 65_535) ?? 12_111,
      reconcileSeconds: read.wholeNumber('PURSER_RECONCILE_SECONDS', 1, A_DAY_SECONDS) ?? 60,
    },
    mail: mailSettingsFrom(read, businessName, new URL(publicUrl).hostname),
    admin: {
      email: read.email('PURSER_ADMIN_EMAIL'),
      password: read.secret('PURSER_ADMIN_PASSWORD', 8, 'at least 8 characters'),
    },
    apiToken: read.bearerToken('PURSER_API_TOKEN'),
    seed,
    business: {
      name: businessName,
      locale: read.locale('PURSER_LOCALE') ?? 'en-GB',
      timeZone: read.timeZone('PURSER_TIME_ZONE') ?? (demo ? 'Europe/Lisbon' : systemTimeZone()),
      currency: read.currency('PURSER_CURRENCY') ?? 'USD',
    },
    logLevel: read.oneOf('PURSER_LOG_LEVEL', LOG_LEVELS) ?? (allEmbedded ? 'warn' : 'info'),
  };
}

/** An address that listens everywhere is no address to visit: its links lead to this machine. */
function urlOf(host: string, port: number): string {
  const visited = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return `http://${visited.includes(':') ? `[${visited}]` : visited}:${port}`;
}

function systemTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
