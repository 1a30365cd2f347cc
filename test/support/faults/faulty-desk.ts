import { randomUUID } from 'node:crypto';
import {
  startStripeSandbox,
  type StripeSandbox,
} from '../../../src/infrastructure/stripe-sandbox/stripe-sandbox.js';
import { ApiClient } from '../api-client.js';
import { migratedDatabase } from '../migrated-database.js';
import { testDatabase, type TestDatabase } from '../postgres.js';
import { PurserHome, type PurserProcess } from '../purser-process.js';
import { StripeControls } from '../stripe-controls.js';
import { PostgresProxy } from './postgres-proxy.js';
import { StripeProxy } from './stripe-proxy.js';

export type Environment = Readonly<Record<string, string>>;

/** A day: the sweep must not mend what recovery is there for. */
const NO_SWEEP = { PURSER_RECONCILE_SECONDS: '86400' };

/**
 * Purser as a process of its own that can be killed, on a PostgreSQL and a Stripe that live on, with a proxy before
 * each that can stop or break what passes.
 */
export class FaultyDesk {
  readonly apiToken = `token-${randomUUID()}`;
  readonly controls: StripeControls;
  private process: PurserProcess | undefined;
  private client: ApiClient | undefined;

  private constructor(
    private readonly home: PurserHome,
    private readonly databases: readonly TestDatabase[],
    readonly postgres: PostgresProxy,
    readonly sandbox: StripeSandbox,
    readonly stripe: StripeProxy,
    private readonly webhookSecret: string,
    private readonly env: Environment,
  ) {
    this.controls = new StripeControls({ sandbox });
  }

  static async start(env: Environment = {}): Promise<FaultyDesk> {
    const home = await PurserHome.create();
    const [own, stripes] = await Promise.all([migratedDatabase(), testDatabase()]);
    const postgres = await PostgresProxy.start(own.url);
    const sandbox = await startStripeSandbox({ databaseUrl: stripes.url, port: 0 });
    const stripe = await StripeProxy.start(sandbox.url);
    const { secret } = await sandbox.ensureWebhookEndpoint(`http://127.0.0.1:${home.port}/webhooks/stripe`);
    const desk = new FaultyDesk(home, [own, stripes], postgres, sandbox, stripe, secret, env);
    await desk.run();
    return desk;
  }

  /** The database itself, not by way of the proxy. */
  get databaseUrl(): string {
    return this.databases[0]?.url ?? '';
  }

  get url(): string {
    return `http://127.0.0.1:${this.home.port}`;
  }

  get api(): ApiClient {
    if (!this.client) throw new Error('Purser was not started yet.');
    return this.client;
  }

  /** Starts Purser, again after a crash; resolves when it answers. */
  async run(env: Environment = {}): Promise<void> {
    this.process = await this.home.start(this.environment(env));
    this.client ??= await ApiClient.of(this);
  }

  /** One more instance on the same database; tells its address. */
  async runAnother(): Promise<string> {
    await this.home.start(this.environment({ PORT: String(this.home.otherPort) }));
    return `http://127.0.0.1:${this.home.otherPort}`;
  }

  /** `kill -9`: nothing is finished, nothing is said. */
  async crash(): Promise<void> {
    await this.process?.kill();
  }

  /** SIGTERM: resolves when the process has ended, with its exit code. */
  async terminate(): Promise<number | null | undefined> {
    return (await this.process?.end('SIGTERM'))?.code;
  }

  async stop(): Promise<void> {
    this.postgres.disarm();
    this.stripe.disarm();
    await this.process?.kill();
    await this.stripe.stop();
    await this.sandbox.stop();
    await this.postgres.stop();
    await this.home.remove();
    for (const database of this.databases) await database.drop();
  }

  private environment(env: Environment): Environment {
    return {
      DATABASE_URL: this.postgres.url,
      STRIPE_SECRET_KEY: this.sandbox.secretKey,
      STRIPE_API_BASE: this.stripe.url,
      STRIPE_WEBHOOK_SECRET: this.webhookSecret,
      PURSER_API_TOKEN: this.apiToken,
      PURSER_SEED: 'none',
      PURSER_LOG_LEVEL: 'error',
      ...NO_SWEEP,
      ...this.env,
      ...env,
    };
  }
}
