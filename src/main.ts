import 'reflect-metadata';
import { PaymentGateway } from './application/payment/payment-gateway.port.js';
import { UnitOfWork } from './application/shared/unit-of-work.port.js';
import { startPurser, type RunningPurser } from './bootstrap.js';
import { ConfigError, loadConfig, type PurserConfig } from './infrastructure/config/config.js';
import { loadEnvFile } from './infrastructure/config/env-file.js';
import { DatabaseUnavailable } from './infrastructure/persistence/database-unavailable.js';
import { EmbeddedPostgresError } from './infrastructure/persistence/embedded-postgres/embedded-postgres-error.js';
import { StartError } from './start-error.js';

/** What a person can mend is told in one line; anything else is a defect and shows its trace. */
const EXPECTED = [ConfigError, StartError, DatabaseUnavailable, EmbeddedPostgresError];

async function main(): Promise<void> {
  loadEnvFile();
  const config = loadConfig(process.env);
  const purser = await startPurser(config, (line) => process.stderr.write(`${line}\n`));
  const background = new Background(purser);
  process.stdout.write(greeting(config, purser));
  if (config.seed === 'demo') background.run((stopping) => seed(purser, stopping));
}

/** One Ctrl-C may come twice: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 1000;

/** Whoever sent SIGTERM kills after a while. What isn't finished by then is taken up by the next start anyway. */
const LONGEST_STOP_MS = 20_000;

/** Ctrl-C and SIGTERM finish what is in flight; a second one ends at once. */
class Background {
  private readonly stopping = new AbortController();
  private stoppingSince = 0;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly purser: RunningPurser) {
    process.on('SIGINT', () => this.stop());
    process.on('SIGTERM', () => this.stop());
  }

  run(work: (stopping: AbortSignal) => Promise<void>): void {
    this.work = work(this.stopping.signal).catch((error: unknown) => {
      process.stderr.write(`The demo data is incomplete: ${describe(error)}\n`);
    });
  }

  private stop(): void {
    if (this.stopping.signal.aborted) {
      if (performance.now() - this.stoppingSince > SAME_PRESS_MS) process.exit(130);
      return;
    }
    this.stoppingSince = performance.now();
    this.stopping.abort();
    process.stdout.write('\nStopping…\n');
    setTimeout(() => {
      process.stdout.write(
        'Stripe hasn’t answered yet: what is still open is settled after the next start.\n',
      );
      process.exit(0);
    }, LONGEST_STOP_MS).unref();
    this.work.then(() => this.purser.stop()).then(() => process.exit(0), fail);
  }
}

async function seed({ app, stripe }: RunningPurser, stopping: AbortSignal): Promise<void> {
  const parts = { unitOfWork: app.get(UnitOfWork), gateway: app.get(PaymentGateway), stripe };
  const { seedDemo } = await import('./infrastructure/demo/seed-demo.js');
  await seedDemo(parts, stopping);
}

function greeting(config: PurserConfig, { url, sandbox, firstAdministrator: admin }: RunningPurser): string {
  const lines = [`Purser is running at ${url}`, ''];
  if (admin)
    lines.push(
      `  Sign in as   ${admin.email}`,
      `  Password     ${admin.password ?? '(the one you set)'}`,
      '',
    );
  if (admin && admin.password !== undefined) lines.push('  This password is shown once. Keep it.', '');
  if (sandbox) {
    lines.push(`  Stripe sandbox dashboard   ${sandbox.dashboardUrl}`);
    lines.push('  No real money can move: this is the built-in sandbox, not Stripe.');
  } else if (config.stripe.mode === 'test') {
    lines.push('  TEST MODE: a Stripe test key is set, no real money can move.');
  } else {
    lines.push('  LIVE: a live Stripe key is set. Charges move real money.');
  }
  return `${lines.join('\n')}\n\n`;
}

function fail(error: unknown): never {
  const expected = EXPECTED.some((type) => error instanceof type);
  process.stderr.write(
    expected && error instanceof Error ? `Purser can’t start: ${error.message}\n` : `${describe(error)}\n`,
  );
  process.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(fail);
