import 'reflect-metadata';
import { userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  GetReconciliation,
  type ReconciliationWithFindings,
} from './application/reconciliation/get-reconciliation.query.js';
import { ReconciliationUnderWay } from './application/reconciliation/reconciliation-requests.port.js';
import type { ReconciliationView } from './application/reconciliation/reconciliation.views.js';
import { ConfigError, loadConfig, type PurserConfig } from './infrastructure/config/config.js';
import { loadEnvFile } from './infrastructure/config/env-file.js';
import { createLog, PurserLogger } from './infrastructure/observability/purser-logger.js';
import { connect, createDataSource, migrate } from './infrastructure/persistence/data-source.js';
import { DatabaseUnavailable } from './infrastructure/persistence/database-unavailable.js';
import { EmbeddedPostgresError } from './infrastructure/persistence/embedded-postgres/embedded-postgres-error.js';
import { existingDatabase } from './infrastructure/persistence/embedded-postgres/existing-data.js';
import { GetReconciliationHandler } from './infrastructure/persistence/reconciliation/get-reconciliation.handler.js';
import { PostgresReconciliationRequests } from './infrastructure/persistence/reconciliation/postgres-reconciliation-requests.js';
import { startStripeSandbox } from './infrastructure/stripe-sandbox/stripe-sandbox.js';
import { createStripeClient } from './infrastructure/stripe/stripe-client.js';
import {
  USAGE,
  UsageError,
  wantedCheck,
  type WantedCheck,
} from './interfaces/command-line/reconcile-arguments.js';
import {
  exitCodeOf,
  findingLine,
  progressLine,
  summary,
} from './interfaces/command-line/reconcile-report.js';
import { ReconcileModule } from './reconcile.module.js';
import { requireSameStripe } from './same-stripe.js';
import { StartError } from './start-error.js';

const EXPECTED = [ConfigError, StartError, DatabaseUnavailable, EmbeddedPostgresError];
const LOOK_EVERY_MS = 300;
/** A running Purser looks every second: a run that is due for longer is done here. */
const NOBODY_COMES_SECONDS = 4;
const FINDINGS_SHOWN = 200;
/** As shells have it for Ctrl-C. */
const LEFT = 130;

/** Asks for a deep run and follows it; whoever runs on the same data does it, or, when nobody does, this process. */
class ReconcileCommand {
  private readonly started: { stop(): Promise<unknown> }[] = [];
  private worksHere = false;
  private told = '';

  constructor(private readonly config: PurserConfig) {}

  async run(wanted: WantedCheck): Promise<number> {
    const databaseUrl = await this.database();
    const dataSource = createDataSource(databaseUrl);
    await connect(dataSource, databaseUrl);
    this.started.push({ stop: () => dataSource.destroy() });
    await migrate(dataSource);
    await requireSameStripe(dataSource, this.config.stripe);

    const id = await this.request(dataSource, databaseUrl, wanted);
    const run = await this.follow(dataSource, databaseUrl, id);
    await this.report(dataSource, run);
    return exitCodeOf(run);
  }

  /** What this process was doing is left for whoever comes next. */
  async stop(): Promise<void> {
    for (const part of this.started.splice(0).reverse()) await part.stop();
  }

  private async database(): Promise<string> {
    const { dataDir } = this.config;
    const database = await existingDatabase(this.config);
    if (!database)
      throw new StartError(`There is no data in ${dataDir} yet: start Purser first, or set DATABASE_URL.`);
    this.started.push(database);
    return database.url;
  }

  private async request(dataSource: DataSource, databaseUrl: string, wanted: WantedCheck): Promise<string> {
    const requests = new PostgresReconciliationRequests(dataSource);
    const id = uuid();
    for (;;) {
      try {
        const by = { kind: 'staff', name: `${userInfo().username} at the command line` } as const;
        await requests.add({ id, ...wanted, by });
        return id;
      } catch (error) {
        if (!(error instanceof ReconciliationUnderWay)) throw error;
        this.say('Another check isn’t over yet; this one begins after it.');
        await this.follow(dataSource, databaseUrl, error.reconciliation);
      }
    }
  }

  private async follow(
    dataSource: DataSource,
    databaseUrl: string,
    id: string,
  ): Promise<ReconciliationWithFindings> {
    for (;;) {
      const run = await look(dataSource, id);
      if (isOver(run)) return run;
      this.say(progressLine(run));
      if (!this.worksHere && (await isLeftAlone(dataSource))) await this.workHere(dataSource, databaseUrl);
      await pause(LOOK_EVERY_MS);
    }
  }

  private async workHere(dataSource: DataSource, databaseUrl: string): Promise<void> {
    this.worksHere = true;
    this.say('No running Purser takes it up: it is done here.');
    const { stripe: settings, logLevel } = this.config;
    const sandbox =
      settings.mode === 'sandbox' ? await startStripeSandbox({ databaseUrl, port: 0 }) : undefined;
    if (sandbox) this.started.push(sandbox);
    const stripe = createStripeClient({
      timeoutMs: settings.timeoutSeconds * 1000,
      ...(sandbox
        ? { secretKey: sandbox.secretKey, apiBase: sandbox.url }
        : { secretKey: settings.secretKey ?? '', apiBase: settings.apiBase }),
    });
    const logger = new PurserLogger(createLog(logLevel, process.stderr));
    const worker = await NestFactory.createApplicationContext(ReconcileModule.register(dataSource, stripe), {
      logger,
      abortOnError: false,
    });
    this.started.push({ stop: () => worker.close() });
  }

  private async report(dataSource: DataSource, { id }: ReconciliationView): Promise<void> {
    const run = await look(dataSource, id, FINDINGS_SHOWN);
    const more = run.drifted - run.findings.length;
    const where = `${this.config.http.publicUrl}/reconciliation/${id}`;
    const lines = run.findings.map((finding) => `  ${findingLine(finding)}\n`);
    if (more > 0) lines.push(`  … and ${more} more: ${where}\n`);
    process.stdout.write(`\n${lines.join('')}${lines.length > 0 ? '\n' : ''}${summary(run)}`);
  }

  /** Each line once. */
  private say(line: string): void {
    if (line !== this.told) process.stdout.write(`${line}\n`);
    this.told = line;
  }
}

function look(dataSource: DataSource, id: string, limit = 1): Promise<ReconciliationWithFindings> {
  return new GetReconciliationHandler(dataSource).execute(new GetReconciliation(id, { limit }));
}

function isOver({ state }: ReconciliationView): boolean {
  return state === 'done' || state === 'failed';
}

/** A run is due and nobody takes it. */
async function isLeftAlone(dataSource: DataSource): Promise<boolean> {
  const due = await dataSource.query<unknown[]>(
    `SELECT FROM reconciliations
      WHERE kind = 'deep' AND next_at IS NOT NULL AND next_at < now() - make_interval(secs => $1) LIMIT 1`,
    [NOBODY_COMES_SECONDS],
  );
  return due.length > 0;
}

async function main(): Promise<number> {
  const wanted = wantedCheck(process.argv.slice(2), new Date());
  if (wanted === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  loadEnvFile();
  const command = new ReconcileCommand(loadConfig(process.env));
  const left = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(LEFT));
  });
  try {
    return await Promise.race([command.run(wanted), left]);
  } finally {
    await command.stop();
  }
}

main().then(
  (code) => {
    if (code === LEFT)
      process.stdout.write('\nLeft. It goes on in a running Purser, or with the next check.\n');
    process.exit(code);
  },
  (error: unknown) => {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      process.exit(2);
    }
    const expected = EXPECTED.some((type) => error instanceof type) && error instanceof Error;
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(expected ? `The check can’t be done: ${error.message}\n` : `${said}\n`);
    process.exit(1);
  },
);
