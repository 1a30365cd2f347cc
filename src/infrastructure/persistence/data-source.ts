import type { PoolClient } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { installJobQueues } from '../jobs/pg-boss.js';
import { DatabaseUnavailable } from './database-unavailable.js';
import { despiteLostConnections } from './lost-connections.js';
import { MIGRATIONS } from './migrations/index.js';
import { planNameOf } from './planned-once.js';

const CONNECTIONS = 12;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * What PostgreSQL says of a prepared statement that this session doesn't know, or knows already: a transaction-pooling
 * proxy that doesn't look after them stands between. And of one whose table has got other columns since.
 */
const NOT_PREPARED = ['26000', '42P05', '0A000'];

class DeskDataSource extends DataSource {
  private keepsPlans = true;

  /** A SELECT changes nothing: when its connection dies, it is asked again on another one. */
  override query<Rows>(statement: string, parameters?: unknown[], runner?: QueryRunner): Promise<Rows> {
    if (runner !== undefined || !/^\s*SELECT\b/i.test(statement))
      return super.query<Rows>(statement, parameters, runner);
    return despiteLostConnections(() => this.select<Rows>(statement, parameters));
  }

  private async select<Rows>(statement: string, parameters?: unknown[]): Promise<Rows> {
    const name = this.keepsPlans ? planNameOf(statement) : undefined;
    if (name === undefined) return super.query<Rows>(statement, parameters);
    try {
      return await this.selectPrepared<Rows>(name, statement, parameters);
    } catch (error) {
      if (!NOT_PREPARED.includes(codeOf(error))) throw error;
      this.keepsPlans = false;
      return super.query<Rows>(statement, parameters);
    }
  }

  /** Prepared by the first who asks on a connection. */
  private async selectPrepared<Rows>(name: string, text: string, values?: unknown[]): Promise<Rows> {
    const runner = this.createQueryRunner();
    try {
      const connection = (await runner.connect()) as PoolClient;
      return (await connection.query({ name, text, values })).rows as Rows;
    } finally {
      await runner.release();
    }
  }
}

/**
 * Not connected yet; see `connect`. Relies on no state of its connections, so a transaction-pooling proxy may stand
 * between: without the plans that connections keep (`plannedOnce`), statements are only slower.
 */
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message.replaceAll(/\s+/g, ' ').replace(/\.$/, '') || error.name;
}
