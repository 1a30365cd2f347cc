import { createServer } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type Stripe from 'stripe';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { ApiTokens } from './application/api-access/api-tokens.port.js';
import type { BusinessSettings } from './application/shared/business-settings.port.js';
import { StaffDirectory, type FirstAdministrator } from './application/staff/staff-directory.port.js';
import type { PurserConfig, StripeMode } from './infrastructure/config/config.js';
import { InboxConnections, STORING_LANES } from './infrastructure/inbox/inbox-connections.js';
import { WebhookSecrets } from './infrastructure/inbox/webhook-signature.js';
import { Metrics } from './infrastructure/observability/metrics.js';
import { createLog, PurserLogger } from './infrastructure/observability/purser-logger.js';
import { observeRequests } from './infrastructure/observability/request-observer.js';
import { connect, createDataSource, migrate } from './infrastructure/persistence/data-source.js';
import { keepBalancesIn } from './infrastructure/persistence/balance/balance-calendar.js';
import { firstStripeMode } from './infrastructure/persistence/installation.js';
import { startEmbeddedPostgres } from './infrastructure/persistence/embedded-postgres/embedded-postgres.js';
import { SweepInterval } from './infrastructure/reconciliation/event-sweep.js';
import { RecoveryLimits } from './infrastructure/recovery/recovery-worker.js';
import { startStripeSandbox, type StripeSandbox } from './infrastructure/stripe-sandbox/stripe-sandbox.js';
import { createStripeClient, longestRequestSeconds } from './infrastructure/stripe/stripe-client.js';
import { configureAdmin } from './interfaces/admin/configure-admin.js';
import { configureCustomerPages } from './interfaces/customer/configure-customer-pages.js';
import { configureApi } from './interfaces/api/configure-api.js';
import { receiveStripeWebhooks } from './interfaces/webhooks/receive-stripe-webhooks.js';

export interface RunningPurser {
  readonly url: string;
  readonly app: NestExpressApplication;
  readonly dataSource: DataSource;
  readonly databaseUrl: string;
  readonly stripe: Stripe;
  readonly sandbox?: StripeSandbox;
  /** Only on the first start: whom to sign in as. */
  readonly firstAdministrator?: FirstAdministrator;
  /** Finishes what is in flight and stops every part, the database last. */
  stop(): Promise<void>;
}

/** Composition root: starts every part in order, and stops in reverse what was started when one of them can't. */
export async function startPurser(config: PurserConfig, log: (line: string) => void): Promise<RunningPurser> {
  const started: { stop(): Promise<unknown> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const port = config.http.port || (await freePort(config.http.host));
    const publicUrl = config.http.port ? config.http.publicUrl : `http://${config.http.host}:${port}`;
    await requireFree(config.http.host, port);

    const databaseUrl = config.database.url ?? (await embeddedDatabase());
    const dataSource = await connected(databaseUrl);
    const inboxConnections = new InboxConnections(await connected(databaseUrl, STORING_LANES));
    await migrate(dataSource);
    await requireSameStripe(dataSource, config.stripe);
    await keepBalancesIn(dataSource, config.business.timeZone);

    const sandbox = config.stripe.mode === 'sandbox' ? await builtInStripe(databaseUrl) : undefined;
    const stripe = createStripeClient({
      timeoutMs: config.stripe.timeoutSeconds * 1000,
      ...(sandbox
        ? { secretKey: sandbox.secretKey, apiBase: sandbox.url }
        : { secretKey: config.stripe.secretKey ?? '', apiBase: config.stripe.apiBase }),
    });
    const webhookSecrets = new WebhookSecrets(config.stripe.webhookSecrets);
    const journal = createLog(config.logLevel);
    const metrics = new Metrics();
    const app = await NestFactory.create<NestExpressApplication>(
      AppModule.register({
        dataSource,
        inboxConnections,
        stripe,
        webhookSecrets,
        recoveryLimits: new RecoveryLimits(
          config.stripe.keyTtlSeconds,
          longestRequestSeconds(config.stripe.timeoutSeconds),
        ),
        sweepInterval: new SweepInterval(config.stripe.reconcileSeconds),
        settings: settingsFrom(config, publicUrl, sandbox),
        mail: config.mail,
        metrics,
      }),
      { logger: new PurserLogger(journal), abortOnError: false },
    );
    started.push({ stop: () => app.close() });
    receiveStripeWebhooks(app, ({ route, status, seconds }) =>
      metrics.httpDuration.observe({ method: 'POST', route, status: String(status) }, seconds),
    );
    app.use(...observeRequests(journal, metrics));
    configureAdmin(app, { dataSource, publicUrl });
    configureApi(app);
    configureCustomerPages(app);

    const firstAdministrator = await app.get(StaffDirectory).createFirstAdministrator(config.admin);
    const tokens = app.get(ApiTokens);
    if (config.apiToken === undefined) await tokens.revoke('PURSER_API_TOKEN');
    else await tokens.ensure('Environment token', config.apiToken);
    await app.listen(port, config.http.host);
    if (sandbox) {
      const own = `http://${config.http.host}:${port}/webhooks/stripe`;
      const { secret } = await sandbox.ensureWebhookEndpoint(own, config.stripe.webhookSecrets[0]);
      webhookSecrets.current = [secret, ...config.stripe.webhookSecrets];
    }
    return { url: publicUrl, app, dataSource, databaseUrl, stripe, sandbox, firstAdministrator, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function connected(databaseUrl: string, connections?: number): Promise<DataSource> {
    const dataSource = createDataSource(databaseUrl, connections);
    await connect(dataSource, databaseUrl);
    started.push({ stop: () => dataSource.destroy() });
    return dataSource;
  }

  async function embeddedDatabase(): Promise<string> {
    // What PostgreSQL prints when all is well. A pool that has ended said goodbye without waiting to be heard, so
    // stopping may find its connections still open.
    const well = [' LOG:  ', 'terminating connection due to administrator command'];
    const quiet = (line: string) => (well.some((words) => line.includes(words)) ? undefined : log(line));
    const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: quiet });
    started.push(embedded);
    return embedded.url;
  }

  async function builtInStripe(databaseUrl: string): Promise<StripeSandbox> {
    const { sandboxPort: port } = config.stripe;
    if (port !== 0) await requireFree('127.0.0.1', port);
    const sandbox = await startStripeSandbox({ databaseUrl, port, log });
    started.push(sandbox);
    return sandbox;
  }
}

/** What keeps Purser from starting, in one line for the person at the terminal. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Customers and payments of one Stripe mean nothing to another. A test key at another address may lead to the very
 * sandbox that another instance started, so it is left to whoever set it.
 */
export async function requireSameStripe(
  dataSource: DataSource,
  { mode, apiBase }: PurserConfig['stripe'],
): Promise<void> {
  if (mode === 'test' && apiBase !== undefined) return;
  const first = await firstStripeMode(dataSource, mode);
  if (first === mode) return;
  throw new StartError(
    `This data was made with ${STRIPES[first]}, and now ${STRIPES[mode]} is set. Start on other data: name another DATABASE_URL or PURSER_DATA_DIR.`,
  );
}

const STRIPES: Readonly<Record<StripeMode, string>> = {
  sandbox: 'the built-in Stripe sandbox',
  test: 'a Stripe test key',
  live: 'a live Stripe key',
};

function settingsFrom(
  config: PurserConfig,
  publicUrl: string,
  sandbox: StripeSandbox | undefined,
): BusinessSettings {
  return {
    ...config.business,
    stripeMode: config.stripe.mode,
    stripeDashboardUrl: config.stripe.dashboardUrl ?? sandbox?.dashboardUrl ?? 'https://dashboard.stripe.com',
    publicUrl,
  };
}

async function requireFree(host: string, port: number): Promise<void> {
  try {
    await listenOnce(host, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${port} on ${host} is taken: stop what listens there, or choose another port.`,
      );
    }
    if (code === 'EACCES')
      throw new StartError(`Port ${port} on ${host} needs more rights than this user has.`);
    throw new StartError(
      `Can’t listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function freePort(host: string): Promise<number> {
  return listenOnce(host, 0);
}

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
