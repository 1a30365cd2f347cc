import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError, loadConfig } from '../../../src/infrastructure/config/config.js';
import { loadEnvFile } from '../../../src/infrastructure/config/env-file.js';

const TEST_KEY = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc';
const LIVE_KEY = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';

function refusal(env: NodeJS.ProcessEnv): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`nothing was refused in ${JSON.stringify(env)}`);
}

describe('the configuration', () => {
  it('needs no variable: embedded database, built-in sandbox, demo data, nothing reachable from outside', () => {
    expect(loadConfig({})).toEqual({
      http: { host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000' },
      database: { url: undefined },
      dataDir: '.data',
      stripe: {
        mode: 'sandbox',
        secretKey: undefined,
        webhookSecrets: [],
        apiBase: undefined,
        dashboardUrl: undefined,
        keyTtlSeconds: 86_400,
        timeoutSeconds: 15,
        sandboxPort: 12_111,
        reconcileSeconds: 60,
      },
      mail: {
        smtp: undefined,
        sender: { name: 'Harbour & Bay Tours', email: 'purser@localhost' },
        retrySeconds: 60,
      },
      admin: { email: undefined, password: undefined },
      apiToken: undefined,
      seed: 'demo',
      business: { name: 'Harbour & Bay Tours', locale: 'en-GB', timeZone: 'Europe/Lisbon', currency: 'USD' },
      logLevel: 'warn',
    });
  });

  it('takes every variable', () => {
    const config = loadConfig({
      HOST: '0.0.0.0',
      PORT: '8080',
      DATABASE_URL: 'postgresql://u:p@db:5432/purser',
      PURSER_DATA_DIR: '/var/lib/purser',
      STRIPE_SECRET_KEY: LIVE_KEY,
      STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old',
      STRIPE_API_BASE: 'https://stripe-proxy.example/',
      STRIPE_DASHBOARD_URL: 'https://dashboard.example/acct_1/',
      PURSER_API_TOKEN: 'a-token-of-some-length',
      PURSER_ADMIN_EMAIL: 'ops@example.com',
      PURSER_ADMIN_PASSWORD: ' correct horse ',
      PURSER_STRIPE_KEY_TTL_SECONDS: '5',
      PURSER_STRIPE_TIMEOUT_SECONDS: '30',
      PURSER_RECONCILE_SECONDS: '2',
      PURSER_SEED: 'none',
      PURSER_BUSINESS_NAME: 'Northern Kayaks',
      PURSER_LOCALE: 'de-at',
      PURSER_TIME_ZONE: 'europe/vienna',
      PURSER_CURRENCY: 'eur',
      PURSER_SANDBOX_PORT: '13000',
      PURSER_LOG_LEVEL: 'DEBUG',
      PURSER_PUBLIC_URL: 'https://pay.example.com/',
      SMTP_URL: 'smtp://desk%40example.com:s%3Ae%2Fcret@mail.example.com',
      MAIL_FROM: 'The desk <desk@example.com>',
      PURSER_SMTP_TIMEOUT_SECONDS: '20',
      PURSER_MAIL_RETRY_SECONDS: '5',
    });
    expect(config).toEqual({
      http: { host: '0.0.0.0', port: 8080, publicUrl: 'https://pay.example.com' },
      database: { url: 'postgresql://u:p@db:5432/purser' },
      dataDir: '/var/lib/purser',
      stripe: {
        mode: 'live',
        secretKey: LIVE_KEY,
        webhookSecrets: ['whsec_new', 'whsec_old'],
        apiBase: 'https://stripe-proxy.example',
        dashboardUrl: 'https://dashboard.example/acct_1',
        keyTtlSeconds: 5,
        timeoutSeconds: 30,
        sandboxPort: 13_000,
        reconcileSeconds: 2,
      },
      mail: {
        smtp: {
          host: 'mail.example.com',
          port: 587,
          secure: false,
          requireTls: true,
          user: 'desk@example.com',
          password: 's:e/cret',
          timeoutSeconds: 20,
        },
        sender: { name: 'The desk', email: 'desk@example.com' },
        retrySeconds: 5,
      },
      admin: { email: 'ops@example.com', password: ' correct horse ' },
      apiToken: 'a-token-of-some-length',
      seed: 'none',
      business: { name: 'Northern Kayaks', locale: 'de-AT', timeZone: 'Europe/Vienna', currency: 'EUR' },
      logLevel: 'debug',
    });
  });

  it.each([
    [TEST_KEY, 'test', 'https://dashboard.stripe.com/test'],
    ['rk_test_abc', 'test', 'https://dashboard.stripe.com/test'],
    [LIVE_KEY, 'live', 'https://dashboard.stripe.com'],
    ['rk_live_abc', 'live', 'https://dashboard.stripe.com'],
  ])('tells test keys from live ones: %s', (key, mode, dashboardUrl) => {
    expect(loadConfig({ STRIPE_SECRET_KEY: key }).stripe).toMatchObject({
      mode,
      dashboardUrl,
      secretKey: key,
    });
  });

  it('takes a test key for a server on this machine that speaks like Stripe', () => {
    const { stripe } = loadConfig({ STRIPE_SECRET_KEY: TEST_KEY, STRIPE_API_BASE: 'http://127.0.0.1:12111' });
    expect(stripe).toMatchObject({ mode: 'test', apiBase: 'http://127.0.0.1:12111' });
  });

  it.each<[NodeJS.ProcessEnv]>([
    [{ DATABASE_URL: 'postgres://localhost/purser' }],
    [{ STRIPE_SECRET_KEY: TEST_KEY }],
    [{ PURSER_SEED: 'none' }],
  ])('seeds no demo and keeps its neutral name with %j', (env) => {
    const { seed, business } = loadConfig(env);
    expect({ seed, name: business.name }).toEqual({ seed: 'none', name: 'Purser' });
    expect(business.timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it('counts an empty variable as unset', () => {
    const names = [
      'PORT',
      'DATABASE_URL',
      'STRIPE_SECRET_KEY',
      'PURSER_SEED',
      'PURSER_TIME_ZONE',
      'PURSER_API_TOKEN',
    ];
    expect(loadConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(loadConfig({}));
  });

  it.each([
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
    ['::1', 'http://[::1]:3000'],
    ['desk.example', 'http://desk.example:3000'],
  ])('links to itself by an address that can be visited: %s', (HOST, publicUrl) => {
    expect(loadConfig({ HOST }).http.publicUrl).toBe(publicUrl);
  });

  it.each<[string, string, string]>([
    [
      'HOST',
      'http://127.0.0.1',
      'is "http://127.0.0.1"; expected an IP address or a host name such as 127.0.0.1 or 0.0.0.0',
    ],
    ['PORT', '70000', 'is "70000"; expected a whole number from 0 to 65535'],
    ['PORT', '3e3', 'is "3e3"; expected a whole number from 0 to 65535'],
    ['PORT', '-1', 'is "-1"; expected a whole number from 0 to 65535'],
    [
      'DATABASE_URL',
      'db:5432',
      'begins with db:; expected a URL that begins with postgres:// or postgresql://',
    ],
    [
      'DATABASE_URL',
      'mysql://u:p@db/x',
      'begins with mysql:; expected a URL that begins with postgres:// or postgresql://',
    ],
    [
      'STRIPE_DASHBOARD_URL',
      'dashboard',
      'is not a URL; expected a URL that begins with http:// or https://',
    ],
    ['PURSER_PUBLIC_URL', 'ftp://x', 'begins with ftp:; expected a URL that begins with http:// or https://'],
    ['PURSER_PUBLIC_URL', 'https://x/?a=1', 'has a query or a fragment; expected a URL without them'],
    [
      'SMTP_URL',
      'mail.example.com:25',
      'begins with mail.example.com:; expected a URL that begins with smtp:// or smtps://',
    ],
    ['SMTP_URL', 'smtp:///', 'names no host; expected smtp://user:password@host:port'],
    [
      'SMTP_URL',
      'smtp://mail.example.com/?pool=true',
      'has a path or a query; expected smtp://user:password@host:port',
    ],
    [
      'MAIL_FROM',
      'the desk',
      'is "the desk"; expected desk@example.com or Northern Kayaks <desk@example.com>',
    ],
    ['PURSER_SMTP_TIMEOUT_SECONDS', '121', 'is "121"; expected a whole number from 1 to 120'],
    ['PURSER_MAIL_RETRY_SECONDS', '0', 'is "0"; expected a whole number from 1 to 3600'],
    ['PURSER_API_TOKEN', 'has a space', 'is no bearer token; expected at least 8 of A-Z a-z 0-9 - . _ ~ + /'],
    ['PURSER_ADMIN_EMAIL', 'ops', 'is "ops"; expected an e-mail address'],
    ['PURSER_ADMIN_PASSWORD', 'short', 'is too short; expected at least 8 characters'],
    ['PURSER_STRIPE_KEY_TTL_SECONDS', '86401', 'is "86401"; expected a whole number from 1 to 86400'],
    ['PURSER_STRIPE_TIMEOUT_SECONDS', '81', 'is "81"; expected a whole number from 1 to 80'],
    ['PURSER_RECONCILE_SECONDS', '0', 'is "0"; expected a whole number from 1 to 86400'],
    ['PURSER_SEED', 'yes', 'is "yes"; expected one of demo, none'],
    ['PURSER_LOCALE', 'english!', 'is "english!"; expected a language tag such as en-GB, de-DE or ja-JP'],
    [
      'PURSER_TIME_ZONE',
      'Mars/Base',
      'is "Mars/Base"; expected a time zone such as Europe/Lisbon or America/New_York',
    ],
    [
      'PURSER_TIME_ZONE',
      '+01:00',
      'is "+01:00"; expected a time zone such as Europe/Lisbon or America/New_York',
    ],
    ['PURSER_CURRENCY', 'DOLLAR', 'is "DOLLAR"; expected an ISO 4217 code such as USD, EUR or JPY'],
    ['PURSER_SANDBOX_PORT', 'x', 'is "x"; expected a whole number from 0 to 65535'],
    ['PURSER_LOG_LEVEL', 'loud', 'is "loud"; expected one of fatal, error, warn, info, debug, trace, silent'],
    [
      'STRIPE_API_BASE',
      'http://127.0.0.1:12111',
      'is set but STRIPE_SECRET_KEY is not; set a key for it, or unset both to use the built-in sandbox',
    ],
  ])('refuses %s=%s in one line', (variable, value, problem) => {
    const error = refusal({ [variable]: value });
    expect(error.message).toBe(`${variable} ${problem}`);
    expect(error.variable).toBe(variable);
  });

  it.each([
    ['sk_test-hunter2', 'is not a Stripe secret key'],
    ['hunter2', 'is not a Stripe secret key'],
    ['sk_live_', 'is not a Stripe secret key'],
    ['pk_live_hunter2', 'is a publishable key'],
    ['whsec_hunter2', 'is a webhook signing secret'],
  ])('refuses the key %s without repeating it', (key, problem) => {
    const { message } = refusal({ STRIPE_SECRET_KEY: key });
    expect(message).toContain(`STRIPE_SECRET_KEY ${problem}; expected a key that begins with sk_test_`);
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['smtps://mail.example.com', { port: 465, secure: true, requireTls: false }],
    ['smtps://desk:secret@mail.example.com:2465', { port: 2465, secure: true, requireTls: true }],
    ['smtp://localhost:1025', { port: 1025, secure: false, requireTls: false }],
    ['smtp://desk:secret@127.0.0.1:1025', { port: 1025, requireTls: false }],
    ['smtp://desk:secret@[::1]:1025', { host: '::1', requireTls: false }],
  ])('hands mail over at %s, a password to another machine only with TLS', (url, expected) => {
    expect(loadConfig({ SMTP_URL: url }).mail.smtp).toMatchObject(expected);
  });

  it('sends mail as whoever signs in at the mail server, unless told otherwise', () => {
    const { sender } = loadConfig({ SMTP_URL: 'smtp://desk%40example.com:x@mail.example.com' }).mail;
    expect(sender.email).toBe('desk@example.com');
  });

  it('repeats no password of a mail server', () => {
    for (const url of [
      'smtp://desk:hunter2@:bad:port',
      'smtp://desk:hunter2%zz@mail.example.com',
      'http://desk:hunter2@x',
    ])
      expect(refusal({ SMTP_URL: url }).message).not.toContain('hunter2');
  });

  it('repeats no password of a database URL', () => {
    expect(refusal({ DATABASE_URL: 'postgres://u:hunter2@:bad:port' }).message).not.toContain('hunter2');
  });

  it('makes no demo data with a live key', () => {
    const error = refusal({ STRIPE_SECRET_KEY: LIVE_KEY, PURSER_SEED: 'demo' });
    expect(error.variable).toBe('PURSER_SEED');
    expect(error.message).not.toContain(LIVE_KEY);
    expect(loadConfig({ STRIPE_SECRET_KEY: LIVE_KEY }).seed).toBe('none');
    expect(loadConfig({ STRIPE_SECRET_KEY: TEST_KEY, PURSER_SEED: 'demo' }).seed).toBe('demo');
  });

  it('sends a live key nowhere unencrypted', () => {
    const error = refusal({ STRIPE_SECRET_KEY: LIVE_KEY, STRIPE_API_BASE: 'http://127.0.0.1:12111' });
    expect(error.message).toBe(
      'STRIPE_API_BASE is not encrypted; with a live key a URL that begins with https:// is expected',
    );
  });
});

describe('the file .env', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'purser-env-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('may be missing', () => {
    const env = { PORT: '1' };
    loadEnvFile(folder, env);
    expect(env).toEqual({ PORT: '1' });
  });

  it('adds variables and overrides none', () => {
    writeFileSync(
      path.join(folder, '.env'),
      '# comment\nPORT=4000\nPURSER_BUSINESS_NAME="Northern Kayaks"\n',
    );
    const env = { PORT: '5000' };
    loadEnvFile(folder, env);
    expect(env).toEqual({ PORT: '5000', PURSER_BUSINESS_NAME: 'Northern Kayaks' });
  });
});
