import { randomUUID } from 'node:crypto';
import { startPurser as start, type RunningPurser } from '../../src/bootstrap.js';
// Loaded with the test, rather than within the time of the hook that starts Purser.
import '../../src/desk.js';
import { loadConfig } from '../../src/infrastructure/config/config.js';
import type { StripeSandbox } from '../../src/infrastructure/stripe-sandbox/stripe-sandbox.js';
import { migratedDatabase } from './migrated-database.js';

export interface TestPurser {
  readonly url: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly apiToken: string;
  readonly sandbox: StripeSandbox;
  readonly running: RunningPurser;
  stop(): Promise<void>;
}

/** The whole of Purser in this process, on a database of its own, with the built-in sandbox and no demo data. */
export async function startPurser(env: Readonly<Record<string, string>> = {}): Promise<TestPurser> {
  const database = await migratedDatabase();
  const adminEmail = 'ana@example.com';
  const adminPassword = `pass-${randomUUID()}`;
  const apiToken = `token-${randomUUID()}`;
  const config = loadConfig({
    PORT: '0',
    PURSER_SANDBOX_PORT: '0',
    DATABASE_URL: database.url,
    PURSER_ADMIN_EMAIL: adminEmail,
    PURSER_ADMIN_PASSWORD: adminPassword,
    PURSER_API_TOKEN: apiToken,
    PURSER_SEED: 'none',
    PURSER_LOG_LEVEL: 'error',
    PURSER_TIME_ZONE: 'Europe/Lisbon',
    ...env,
  });
  const lines: string[] = [];
  const running = await start(config, (line) => lines.push(line));
  if (!running.sandbox) throw new Error('The built-in sandbox did not start.');
  const stop = async () => {
    await running.stop();
    await database.drop();
  };
  return { url: running.url, adminEmail, adminPassword, apiToken, sandbox: running.sandbox, running, stop };
}
