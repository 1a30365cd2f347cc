import Stripe from 'stripe';
import {
  startStripeSandbox,
  type StripeSandbox,
} from '../../src/infrastructure/stripe-sandbox/stripe-sandbox.js';
import { testDatabase, type TestDatabase } from '../support/postgres.js';

export interface SandboxUnderTest {
  readonly stripe: Stripe;
  readonly sandbox: StripeSandbox;
  readonly database: TestDatabase;
  readonly log: string[];
  /** One of the controls that Stripe doesn't have; throws for an answer that isn't 200. */
  control<Answer = unknown>(method: string, path: string, body?: object): Promise<Answer>;
  /** A new customer with that test card attached. */
  customerWith(card: string): Promise<{ customer: string; card: string }>;
  /** Stops and starts it again on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A sandbox on a database of its own, and the official client for it. */
export async function sandboxUnderTest(): Promise<SandboxUnderTest> {
  const database = await testDatabase();
  const log: string[] = [];
  const start = () =>
    startStripeSandbox({ databaseUrl: database.url, port: 0, log: (line) => log.push(line) });
  let sandbox = await start();
  let stripe = clientOf(sandbox);
  return {
    database,
    log,
    get stripe() {
      return stripe;
    },
    get sandbox() {
      return sandbox;
    },
    async control<Answer>(method: string, path: string, body?: object) {
      const response = await fetch(`${sandbox.url}/sandbox/${path}`, {
        method,
        headers: { authorization: `Bearer ${sandbox.secretKey}`, 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
      });
      const answer = (await response.json()) as Answer;
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
      return answer;
    },
    async customerWith(name) {
      const customer = await stripe.customers.create({ email: 'guest@example.com' });
      const card = await stripe.paymentMethods.attach(name, { customer: customer.id });
      return { customer: customer.id, card: card.id };
    },
    async restart() {
      await sandbox.stop();
      sandbox = await start();
      stripe = clientOf(sandbox);
    },
    async stop() {
      await sandbox.stop();
      await database.drop();
    },
  };
}

export function clientOf(sandbox: StripeSandbox, secretKey = sandbox.secretKey): Stripe {
  const { hostname, port } = new URL(sandbox.url);
  return new Stripe(secretKey, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** The error that a request ends with; fails when it succeeds. */
export async function errorOf(
  request: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const error = await request.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw error;
}

/** Of a reference that may be expanded. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string {
  const id = typeof reference === 'string' ? reference : reference?.id;
  if (id === undefined) throw new Error('there is no reference');
  return id;
}
