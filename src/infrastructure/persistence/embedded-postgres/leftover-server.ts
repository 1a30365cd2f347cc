import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { SUPERUSER, type Cluster } from './cluster.js';
import { shown } from './data-dir-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isAlive, programOf } from './process-identity.js';

const PATIENCE_MS = 60_000;
const POLL_MS = 50;

/**
 * A Purser that was killed leaves a server that its guard is still stopping, or, when the guard was killed too, one
 * that nobody stops. Returns once no server uses the data. Call it only while holding the data folder's lock.
 */
export async function endLeftoverServer(cluster: Cluster, log: (line: string) => void): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let asked = false;
  for (let leftover = find(cluster), told = false; leftover; leftover = find(cluster), told = true) {
    if (!told)
      log(`waiting for the PostgreSQL server of an earlier Purser (process ${leftover.pid}) to stop`);
    if (!asked && (await servesThis(cluster, leftover.port))) {
      if (isAlive(leftover.pid)) process.kill(leftover.pid, 'SIGINT');
      asked = true;
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        'data_dir_in_use',
        `a PostgreSQL server (process ${leftover.pid}) is still using ${shown(cluster.dir)}: stop it, or set PURSER_DATA_DIR`,
      );
    }
    await delay(POLL_MS);
  }
}

function find(cluster: Cluster): { pid: number; port: number } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(cluster.postmasterPidFile, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (programOf(pid) === 'postgres') return { pid, port };
  // The id now belongs to another program (after a reboot, say), which PostgreSQL would take for a running server.
  rmSync(cluster.postmasterPidFile, { force: true });
  return undefined;
}

/** Asks the server itself, so that no other process is ever stopped by mistake. */
async function servesThis(cluster: Cluster, port: number): Promise<boolean> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password: cluster.password(),
    database: 'postgres',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ dir: string }>("SELECT current_setting('data_directory') AS dir");
    return rows[0]?.dir === cluster.dir;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
