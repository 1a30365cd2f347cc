import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type Stripe from 'stripe';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { ApiTokens } from './application/api-access/api-tokens.port.js';
import type { BusinessSettings } from './application/shared/business-settings.port.js';
import { StaffDirectory, type FirstAdministrator } from './application/staff/staff-directory.port.js';
import type { PurserConfig } from './infrastructure/config/config.js';
import { InboxConnections, STORING_LANES } from './infrastructure/inbox/inbox-connections.js';
import { WebhookSecrets } from './infrastructure/inbox/webhook-signature.js';
import { Metrics } from './infrastructure/observability/metrics.js';
import { createLog, PurserLogger } from './infrastructure/observability/purser-logger.js';
import { observeRequests } from './infrastructure/observability/request-observer.js';
import { connect, createDataSource, migrate } from './infrastructure/persistence/data-source.js';
import { keepBalancesIn } from './infrastructure/persistence/balance/balance-calendar.js';
import { SweepInterval } from './infrastructure/reconciliation/event-sweep.js';
import { RecoveryLimits } from './infrastructure/recovery/recovery-worker.js';
import { startStripeSandbox, type StripeSandbox } from './infrastructure/stripe-sandbox/stripe-sandbox.js';
import { createStripeClient, longestRequestSeconds } from './infrastructure/stripe/stripe-client.js';
import { configureAdmin } from './interfaces/admin/configure-admin.js';
import { configureCustomerPages } from './interfaces/customer/configure-customer-pages.js';
import { configureApi } from './interfaces/api/configure-api.js';
import { receiveStripeWebhooks } from './interfaces/webhooks/receive-stripe-webhooks.js';
import { requireFree } from './free-ports.js';
import { requireSameStripe } from './same-stripe.js';

export interface DeskStart {
  readonly config: PurserConfig;
  readonly databaseUrl: string;
  /** Where it is to listen, and how browsers get there. */
  readonly port: number;
  readonly publicUrl: string;
  readonly log: (line: string) => void;
  /** Gets each part once it runs. */
  readonly started: { stop(): Promise<unknown> }[];
}

export interface RunningDesk {
  readonly app: NestExpressApplication;
  readonly dataSource: DataSource;
  readonly stripe: Stripe;
  readonly sandbox?: StripeSandbox;
  /** Only on the first start: whom to sign in as. */
  readonly firstAdministrator?: FirstAdministrator;
}

/** Starts all that needs the database, which is there by now. */
export async function startDesk(start: DeskStart): Promise<RunningDesk> {
  const { config, databaseUrl, port, publicUrl, log, started } = start;
  const dataSource = await connected();
  const inboxConnections = new InboxConnections(await connected(STORING_LANES));
  await migrate(dataSource);
  await requireSameStripe(dataSource, config.stripe);
  await keepBalancesIn(dataSource, config.business.timeZone);

  const sandbox = config.stripe.mode === 'sandbox' ? await builtInStripe() : undefined;
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
  return { app, dataSource, stripe, sandbox, firstAdministrator };

  async function connected(connections?: number): Promise<DataSource> {
    const dataSource = createDataSource(databaseUrl, connections);
    await connect(dataSource, databaseUrl);
    started.push({ stop: () => dataSource.destroy() });
    return dataSource;
  }

  async function builtInStripe(): Promise<StripeSandbox> {
    const { sandboxPort: port } = config.stripe;
    if (port !== 0) await requireFree('127.0.0.1', port);
    const sandbox = await startStripeSandbox({ databaseUrl, port, log });
    started.push(sandbox);
    return sandbox;
  }
}

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
