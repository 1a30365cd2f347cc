import { createServer } from 'node:net';
import pg from 'pg';
import { createStripeClient } from '../src/infrastructure/stripe/stripe-client.js';
import { ServerProcess } from './server-process.js';

const TOKEN = 'bench-token-0123456789';
export const ADMIN = { email: 'bench@example.com', password: 'bench-password' };

/** Purser and the sandbox, each in a process of its own, on databases of their own. */
export async function startDesk(server: string, started: { stop(): Promise<unknown> }[]) {
  const stripePort = await freePort();
  const stripeBase = `http://127.0.0.1:${stripePort}`;
  const sandbox = await ServerProcess.start(
    'dist/sandbox.main.js',
    { SANDBOX_DATABASE_URL: await database(server, 'stripe'), PORT: String(stripePort) },
    `${stripeBase}/dashboard`,
  );
  started.unshift(sandbox);
  const stripeKey = /sk_test_\w+/.exec(sandbox.output)?.[0] ?? '';
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const endpoint = await createStripeClient({
    secretKey: stripeKey,
    apiBase: stripeBase,
  }).webhookEndpoints.create({
    url: `${url}/webhooks/stripe`,
    enabled_events: ['*'],
  });
  const secret = endpoint.secret ?? '';
  const databaseUrl = await database(server, 'desk');
  const purser = await ServerProcess.start(
    'dist/main.js',
    {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      STRIPE_SECRET_KEY: stripeKey,
      STRIPE_API_BASE: stripeBase,
      STRIPE_WEBHOOK_SECRET: secret,
      PURSER_API_TOKEN: TOKEN,
      PURSER_ADMIN_EMAIL: ADMIN.email,
      PURSER_ADMIN_PASSWORD: ADMIN.password,
      PURSER_SEED: 'none',
      PURSER_LOG_LEVEL: 'warn',
    },
    `${url}/healthz`,
  );
  started.unshift(purser);
  const residentMb = () => purser.residentMb();
  return { desk: { url, token: TOKEN, stripeBase, stripeKey, residentMb }, secret, databaseUrl };
}

/** The URL of a new database. */
export async function database(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE bench_${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(server);
  url.pathname = `/bench_${name}`;
  return url.href;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
