import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster } from './cluster.js';
import { DataDirLock, shown } from './data-dir-lock.js';
import { DATABASE, HOST } from './embedded-postgres.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** A server that only just starts has written where it listens by then. */
const PATIENCE_MS = 30_000;
const POLL_MS = 100;

/**
 * Where the server of a Purser that runs on this folder takes connections; undefined when none runs there. The folder
 * stays that Purser's: its database goes when it stops.
 *
 * @throws EmbeddedPostgresError when this user may not read what another user's Purser keeps there
 */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const cluster = new Cluster(path.resolve(dataDir));
  const deadline = Date.now() + PATIENCE_MS;
  while (DataDirLock.isHeld(path.resolve(dataDir))) {
    const port = portOf(cluster);
    if (port !== undefined) return `postgres://${DATABASE}:${cluster.password()}@${HOST}:${port}/${DATABASE}`;
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        'data_dir_in_use',
        `another Purser holds ${shown(dataDir)}, but its database doesn’t run: look at what it says`,
      );
    }
    await delay(POLL_MS);
  }
  return undefined;
}

export function hasEmbeddedPostgres(dataDir: string): boolean {
  return new Cluster(path.resolve(dataDir)).exists();
}

function portOf(cluster: Cluster): number | undefined {
  try {
    if (!existsSync(cluster.postmasterPidFile)) return undefined;
    // https://www.postgresql.org/docs/current/storage-file-layout.html: the fourth line is the port, the eighth the state.
    const lines = readFileSync(cluster.postmasterPidFile, 'utf8').split('\n');
    return lines[7]?.trim() === 'ready' ? Number(lines[3]) : undefined;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError(
      'data_dir_unusable',
      `${shown(cluster.dir)} can’t be read: run this as the user that runs Purser`,
      { cause },
    );
  }
}
