import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import { Cluster, SUPERUSER } from './cluster.js';
import { DataDirLock, shown } from './data-dir-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { GuardedServer, type ServerStart } from './guarded-server.js';
import { endLeftoverServer } from './leftover-server.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { chooseServerUser } from './server-user.js';

export interface EmbeddedPostgresOptions {
  /** Purser's data folder; made if missing. The cluster goes into `postgres` in it. */
  readonly dataDir: string;
  /** Gets each line that the server logs. */
  readonly log: (line: string) => void;
  /** PostgreSQL settings on top of Purser's own. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Of the database `purser`, as a role that owns it, may create further databases and is no superuser. */
  readonly url: string;
  /** Resolves when the server is gone and the data folder is free. */
  stop(): Promise<void>;
}

export const HOST = '127.0.0.1';
/** The database, and the role that owns it. */
export const DATABASE = 'purser';
const PORT_ATTEMPTS = 5;

/** For a small server that keeps records of money: modest memory, every commit on disk before it is answered. */
const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_checkpoints: 'off',
  // The server's own affairs. Failing statements are reported by whoever sent them.
  log_min_messages: 'log',
} as const;

/**
 * Starts a real PostgreSQL on a folder, for this process alone.
 *
 * Works as an ordinary user and as root (see `chooseServerUser`), and leaves no process behind, however this one ends
 * (see `GuardedServer`).
 *
 * @throws EmbeddedPostgresError with one line for the person at the terminal
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = DataDirLock.acquire(dataDir);
    try {
      const { server, url } = await startOn(new Cluster(dataDir), options);
      return {
        url,
        stop: async () => {
          await server.stop();
          lock.release();
        },
      };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw explained(error, dataDir);
  }
}

async function startOn(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
): Promise<{ server: GuardedServer; url: string }> {
  const { initdb, postgres } = findPostgresBinaries();
  const user = chooseServerUser(cluster.dir, [initdb, postgres]);
  if (cluster.exists()) await endLeftoverServer(cluster, options.log);
  else await cluster.create({ initdb, postgres }, user);

  const password = cluster.password();
  const { server, port } = await startOnFreePort({
    postgres,
    user,
    clusterDir: cluster.dir,
    postmasterPidFile: cluster.postmasterPidFile,
    settings: { ...SETTINGS, ...options.settings },
    log: options.log,
  });
  try {
    await ensureDatabase(port, password);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { server, url: `postgres://${DATABASE}:${password}@${HOST}:${port}/${DATABASE}` };
}

/** A port that was free a moment ago can be taken by the time PostgreSQL asks for it. */
async function startOnFreePort(start: ServerStart): Promise<{ server: GuardedServer; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return {
        server: await GuardedServer.start({ ...start, settings: { ...start.settings, port: String(port) } }),
        port,
      };
    } catch (error) {
      const taken = error instanceof EmbeddedPostgresError && error.code === 'port_taken';
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, HOST, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new Client({ host: HOST, port, user: SUPERUSER, password, database: 'postgres' });
  await client.connect();
  try {
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [DATABASE]);
    if (role.rowCount === 0) {
      await client.query(`CREATE ROLE ${DATABASE} LOGIN CREATEDB PASSWORD ${client.escapeLiteral(password)}`);
    }
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function explained(error: unknown, dataDir: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof EmbeddedPostgresError || typeof code !== 'string') return error;
  const where = shown(dataDir);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EmbeddedPostgresError(
      'disk_full',
      `the disk is full: PostgreSQL needs more room in ${where}`,
      {
        cause: error,
      },
    );
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return new EmbeddedPostgresError(
      'data_dir_unusable',
      `${where} can't be used for data (${message}): check who owns it, or set PURSER_DATA_DIR to another folder`,
      { cause: error },
    );
  }
  return error;
}
