import { DataSource, type QueryRunner } from 'typeorm';
import { installJobQueues } from '../jobs/pg-boss.js';
import { despiteLostConnections } from './lost-connections.js';
import { MIGRATIONS } from './migrations/index.js';

const CONNECTIONS = 12;
const CONNECT_TIMEOUT_MS = 10_000;

/** The database can't be reached or used. The message is one line, without the password. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** A SELECT changes nothing: when its connection dies, it is asked again on another one. */
class DeskDataSource extends DataSource {
  override query<Rows>(statement: string, parameters?: unknown[], runner?: QueryRunner): Promise<Rows> {
    const ask = () => super.query<Rows>(statement, parameters, runner);
    return runner === undefined && /^\s*SELECT\b/i.test(statement) ? despiteLostConnections(ask) : ask();
  }
}

/** Not connected yet; see `connect`. Keeps no state in its connections, so a transaction-pooling proxy may stand between. */
export function createDataSource(url: string, connections = CONNECTIONS): DataSource {
  return new DeskDataSource({
    type: 'postgres',
    url,
    applicationName: 'purser',
    migrations: MIGRATIONS,
    synchronize: false,
    poolSize: connections,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    installExtensions: false,
    logging: false,
    // A peer that vanished without a word is found out.
    extra: { keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  });
}

/** Throws DatabaseUnavailable when nothing answers, or it lets nobody in. */
export async function connect(dataSource: DataSource, url: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new DatabaseUnavailable(
      `the database at ${withoutPassword(url)} can’t be used: ${reasonOf(error)}. Check DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Brings the schema up to date. Instances that start at once wait for the first and find nothing left to do. */
export async function migrate(dataSource: DataSource): Promise<void> {
  // Held by a transaction of its own, so that it ends with it even if this process dies.
  await dataSource.transaction(async (manager) => {
    await manager.query(`SELECT pg_advisory_xact_lock(hashtext('purser.migrations'))`);
    await dataSource.runMigrations({ transaction: 'each' });
    await installJobQueues(dataSource);
  });
}

function withoutPassword(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message.replaceAll(/\s+/g, ' ').replace(/\.$/, '') || error.name;
}
