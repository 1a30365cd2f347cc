import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startPurser, type TestPurser } from '../../support/purser.js';

const PROGRAM = path.resolve('dist/doctor.main.js');

let purser: TestPurser;

beforeAll(async () => {
  purser = await startPurser();
});
afterAll(() => purser?.stop());

describe('the doctor', () => {
  it('examines a running Purser, and finds the sandbox in order', async () => {
    const { code, stdout, stderr } = await doctor([], {
      DATABASE_URL: purser.running.databaseUrl,
      PURSER_PUBLIC_URL: purser.url,
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('look  Secret key: The built-in sandbox: no real money can move.');
    expect(stdout).toContain('ok    Account can charge');
    expect(stdout).toContain(`sends every event that is needed to ${purser.url}/webhooks/stripe`);
    expect(stdout).toContain('ok    Address answers');
    expect(code).toBe(0);
  });

  it('says that a key is wrong, what to do, and ends with 1', async () => {
    const { code, stdout } = await doctor([], {
      ...ofAnotherStripe(),
      STRIPE_SECRET_KEY: `sk_test_${'0'.repeat(24)}`,
    });
    expect(stdout).toContain('BAD   Secret key: Stripe doesn’t know this key.');
    expect(stdout).toContain('→ Set it as STRIPE_SECRET_KEY');
    expect(code).toBe(1);
  });

  it('makes the endpoint once, and tells its secret', async () => {
    const env = { ...ofAnotherStripe(), STRIPE_SECRET_KEY: purser.sandbox.secretKey };
    const first = await doctor([], env);
    expect(first.stdout).toContain('Stripe sends no events to https://desk.example.com/webhooks/stripe');
    const made = await doctor(['--create-endpoint'], env);
    expect(made.stdout).toMatch(/STRIPE_WEBHOOK_SECRET=whsec_\w+/);
    expect(made.stdout).toContain('ok    Webhook endpoint');
    const again = await doctor(['--create-endpoint'], env);
    expect(again.stderr).toContain('Stripe already sends events to this address');
    expect(again.code).toBe(1);
    const { data } = await purser.running.stripe.webhookEndpoints.list();
    expect(data.filter(({ url }) => url.startsWith('https://desk.example.com'))).toHaveLength(1);
  });

  it('ends with 2 for what it doesn’t know', async () => {
    const { code, stderr } = await doctor(['--heal']);
    expect(code).toBe(2);
    expect(stderr).toContain('npm run doctor');
  });
});

/** A test key at another address may lead to any Stripe, so it may be used on this data too. */
function ofAnotherStripe() {
  return {
    DATABASE_URL: purser.running.databaseUrl,
    STRIPE_API_BASE: purser.sandbox.url,
    PURSER_PUBLIC_URL: 'https://desk.example.com',
  };
}

async function doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { PATH, HOME, ...env } });
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (out.stdout += String(text)));
  child.stderr.on('data', (text) => (out.stderr += String(text)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...out };
}
