import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { checkoutRouter } from './checkout/checkout-router.js';
import { dashboardRouter } from './dashboard/dashboard-router.js';
import { ownClient } from './dashboard/own-client.js';
import { controlRoutes } from './controls.js';
import { DueChanges } from './due-changes.js';
import { mountApi, newApp } from './http/api-server.js';
import { Faults } from './http/faults.js';
import type { Engine } from './http/perform.js';
import { stripeRoutes } from './stripe-routes.js';
import { createTables } from './state/schema.js';
import { SettingsStore } from './state/settings.js';
import { Work } from './state/work.js';
import { WebhookDelivery } from './webhook-delivery.js';
import { ensureWebhookEndpoint } from './webhook-endpoints.js';

export interface StripeSandboxOptions {
  readonly databaseUrl: string;
  readonly host?: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly log?: (line: string) => void;
}

export interface StripeSandbox {
  readonly url: string;
  readonly dashboardUrl: string;
  /** `sk_test_…`, the same at every start on one database. */
  readonly secretKey: string;
  /** One endpoint per address, for all events; a given secret replaces the endpoint's own. */
  ensureWebhookEndpoint(url: string, secret?: string): Promise<{ secret: string }>;
  /** Finishes requests that are under way; leaves nothing running. */
  stop(): Promise<void>;
}

/** Starts a Stripe of our own, its state in the schema `stripe_sandbox` of the database. */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<StripeSandbox> {
  const { databaseUrl, host = '127.0.0.1', port, log = () => undefined } = options;
  const pool = poolOf(databaseUrl, 7, log);
  // Of its own, so that controls and webhooks go on while requests hold every connection of the first.
  const background = poolOf(databaseUrl, 3, log);
  const stopping = new AbortController();
  const settings = new SettingsStore(background);
  const faults = new Faults(background);
  const delivery = new WebhookDelivery(background, settings, log);
  const server = createServer();
  try {
    await createTables(pool);
    await settings.load();
    await faults.load();
    const secretKey = await settings.secretKey();
    const url = await listen(server, host, port);
    const engine: Engine = {
      pool,
      settings,
      faults,
      stopping: stopping.signal,
      url,
      eventsStored: () => delivery.wake(),
    };
    const app = newApp();
    const pages = { stripe: ownClient(url, secretKey), baseUrl: url, secretKey };
    app.get('/', (_request, response) => response.redirect('/dashboard'));
    app.use('/dashboard', dashboardRouter(pages));
    app.use('/c', checkoutRouter(pages));
    const controls = controlRoutes({ pool: background, settings, faults, delivery });
    mountApi(app, { engine, faults, secretKey, routes: stripeRoutes, controls, log });
    server.on('request', app);
    delivery.start();
    const due = new DueChanges(background, settings, url, engine.eventsStored, log);
    due.start();

    const stop = once(async () => {
      stopping.abort();
      await close(server);
      await due.stop();
      await delivery.stop();
      await Promise.all([pool.end(), background.end()]);
    });
    return {
      url,
      dashboardUrl: `${url}/dashboard`,
      secretKey,
      ensureWebhookEndpoint: (address, secret) => keepEndpoint(engine, address, secret),
      stop,
    };
  } catch (error) {
    await close(server);
    await Promise.all([pool.end(), background.end()]);
    throw error;
  }
}

function poolOf(connectionString: string, max: number, log: (line: string) => void): Pool {
  const pool = new Pool({ connectionString, max, application_name: 'stripe-sandbox' });
  // A broken idle connection is replaced by itself; unheard, the event would end the process.
  pool.on('error', (error) => {
    if (!pool.ending) log(`Stripe sandbox: a database connection broke: ${error.message}`);
  });
  return pool;
}

async function keepEndpoint({ pool, settings, url }: Engine, address: string, secret: string | undefined) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('stripe_sandbox.webhook_endpoints'))`);
    const work = new Work(client, settings.current, url);
    const endpoint = await ensureWebhookEndpoint(work, address, secret);
    await work.flush();
    await client.query('COMMIT');
    client.release();
    return { secret: endpoint.secret };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const { address, family, port: bound } = server.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`);
    });
  });
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  // Connections kept alive by clients would hold the server open once their last answer is out.
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'));
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.once('close', () => clearInterval(sweep));
  });
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
