import type { PurserConfig } from '../../config/config.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { hasEmbeddedPostgres, runningEmbeddedPostgres } from './running-server.js';

/** The database of an installation, for a program that runs beside it. */
export interface ExistingDatabase {
  readonly url: string;
  /** Stops what was started to reach it; nothing while a Purser runs on it. */
  stop(): Promise<unknown>;
}

/** The one that is configured: a running Purser's own too. Undefined when none was ever made in the data folder. */
export async function existingDatabase({
  database,
  dataDir,
}: Pick<PurserConfig, 'database' | 'dataDir'>): Promise<ExistingDatabase | undefined> {
  const url = database.url ?? (await runningEmbeddedPostgres(dataDir));
  if (url !== undefined) return { url, stop: () => Promise.resolve() };
  if (!hasEmbeddedPostgres(dataDir)) return undefined;
  const embedded = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  return { url: embedded.url, stop: () => embedded.stop() };
}
