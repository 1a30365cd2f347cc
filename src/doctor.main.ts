import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import type { SweepOutlook } from './application/reconciliation/get-sweep-outlook.query.js';
import type { BusinessSettings } from './application/shared/business-settings.port.js';
import { CreateWebhookEndpointHandler } from './application/stripe-setup/create-webhook-endpoint.command.js';
import { ExamineStripeSetupHandler } from './application/stripe-setup/examine-stripe-setup.query.js';
import {
  StripeAccountUnavailable,
  WebhookHistory,
  type WebhookTimes,
} from './application/stripe-setup/stripe-account.port.js';
import { DomainError } from './domain/shared/domain-error.js';
import { ConfigError, loadConfig, type PurserConfig } from './infrastructure/config/config.js';
import { loadEnvFile } from './infrastructure/config/env-file.js';
import { webhookTimes } from './infrastructure/inbox/webhook-arrivals.js';
import { connect, createDataSource, migrate } from './infrastructure/persistence/data-source.js';
import { DatabaseUnavailable } from './infrastructure/persistence/database-unavailable.js';
import { EmbeddedPostgresError } from './infrastructure/persistence/embedded-postgres/embedded-postgres-error.js';
import { existingDatabase } from './infrastructure/persistence/embedded-postgres/existing-data.js';
import { GetSweepOutlookHandler } from './infrastructure/persistence/reconciliation/get-sweep-outlook.handler.js';
import { SystemClock } from './infrastructure/scheduling/system-clock.js';
import { startStripeSandbox } from './infrastructure/stripe-sandbox/stripe-sandbox.js';
import { StripeApiAccount } from './infrastructure/stripe/stripe-api-account.js';
import { createStripeClient } from './infrastructure/stripe/stripe-client.js';
import { HttpWebhookReach } from './infrastructure/stripe/webhook-reach.js';
import {
  exitCodeFor,
  stepsReport,
  USAGE,
  wantedExamination,
} from './interfaces/command-line/doctor-report.js';
import { requireSameStripe } from './same-stripe.js';
import { StartError } from './start-error.js';

const EXPECTED = [
  ConfigError,
  StartError,
  DatabaseUnavailable,
  EmbeddedPostgresError,
  StripeAccountUnavailable,
  DomainError,
];

/** Examines the set-up with Stripe beside a running Purser, or before the first one was started. */
class Doctor {
  private readonly started: { stop(): Promise<unknown> }[] = [];

  constructor(private readonly config: PurserConfig) {}

  async examine(create: boolean): Promise<number> {
    const dataSource = await this.data();
    const stripe = new StripeApiAccount(await this.stripe(dataSource?.url));
    const settings = this.settings();
    if (create) {
      const { url, secret } = await new CreateWebhookEndpointHandler(stripe, settings).execute();
      process.stdout.write(
        `Stripe now sends events to ${url}. Set this, which is shown this once, and start Purser again:\n\n  STRIPE_WEBHOOK_SECRET=${secret}\n\n`,
      );
    }
    const steps = await new ExamineStripeSetupHandler(
      stripe,
      new HttpWebhookReach(),
      new HistoryFrom(dataSource?.source, this.config),
      settings,
      { execute: () => sweepOutlook(dataSource?.source) },
      new SystemClock(),
    ).execute();
    process.stdout.write(`${stepsReport(steps)}\n`);
    return exitCodeFor(steps);
  }

  async stop(): Promise<void> {
    for (const part of this.started.splice(0).reverse()) await part.stop();
  }

  private async data(): Promise<{ url: string; source: DataSource } | undefined> {
    const database = await existingDatabase(this.config);
    if (!database) return undefined;
    this.started.push(database);
    const source = createDataSource(database.url);
    await connect(source, database.url);
    this.started.push({ stop: () => source.destroy() });
    await migrate(source);
    await requireSameStripe(source, this.config.stripe);
    return { url: database.url, source };
  }

  private async stripe(databaseUrl: string | undefined) {
    const { mode, secretKey = '', apiBase } = this.config.stripe;
    if (mode !== 'sandbox') return createStripeClient({ secretKey, apiBase });
    if (databaseUrl === undefined)
      throw new StartError(
        'No STRIPE_SECRET_KEY is set, so the built-in sandbox is used: start Purser once (npm start), or set the key.',
      );
    const sandbox = await startStripeSandbox({ databaseUrl, port: 0 });
    this.started.push(sandbox);
    return createStripeClient({ secretKey: sandbox.secretKey, apiBase: sandbox.url });
  }

  private settings(): BusinessSettings {
    const { business, http, stripe } = this.config;
    return {
      ...business,
      publicUrl: http.publicUrl,
      stripeMode: stripe.mode,
      stripeDashboardUrl: stripe.dashboardUrl ?? '',
    };
  }
}

class HistoryFrom extends WebhookHistory {
  constructor(
    private readonly dataSource: DataSource | undefined,
    private readonly config: PurserConfig,
  ) {
    super();
  }

  /** The sandbox's own is made and kept by Purser. */
  get hasSecret(): boolean {
    const { mode, webhookSecrets } = this.config.stripe;
    return mode === 'sandbox' || webhookSecrets.length > 0;
  }

  async times(): Promise<WebhookTimes> {
    return this.dataSource ? webhookTimes(this.dataSource) : {};
  }
}

async function sweepOutlook(dataSource: DataSource | undefined): Promise<SweepOutlook> {
  if (dataSource) return new GetSweepOutlookHandler(dataSource).execute();
  return { nextAt: new Date(), seen: 0, missed: 0, error: 'Purser was never started on this data.' };
}

async function main(): Promise<number> {
  const wanted = wantedExamination(process.argv.slice(2));
  if (wanted === 'help' || wanted === undefined) {
    (wanted ? process.stdout : process.stderr).write(USAGE);
    return wanted ? 0 : 2;
  }
  loadEnvFile();
  const doctor = new Doctor(loadConfig(process.env));
  try {
    return await doctor.examine(wanted.create);
  } finally {
    await doctor.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = EXPECTED.some((type) => error instanceof type) && error instanceof Error;
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(expected ? `The set-up can’t be examined: ${error.message}\n` : `${said}\n`);
    process.exit(1);
  },
);
