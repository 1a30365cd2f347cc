import PgBoss from 'pg-boss';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { JOB_NAMES, JOB_QUEUES } from './job-queues.js';

const SCHEMA = 'pgboss';
/** 2 s after the first failure, then twice as long each time: most of a day until it counts as failed. */
const RETRIES = { retryLimit: 14, retryDelay: 2, retryBackoff: true };
/** A job that nobody could do for so long is deleted; what it was for still says that it waits. */
const KEPT_DAYS = 365;
/** So often jobs whose instance died are looked for, and old ones are cleared away, by one instance. */
const MAINTENANCE_SECONDS = 30;
/** Done jobs are of no further use. */
const DONE_KEPT_SECONDS = 3600;

/** pg-boss over connections of TypeORM's, so that it takes part in their transactions and needs none of its own. */
export function createBoss(dataSource: DataSource): PgBoss {
  return new PgBoss({
    db: onAnyConnection(dataSource),
    schema: SCHEMA,
    schedule: false,
    maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
    archiveCompletedAfterSeconds: DONE_KEPT_SECONDS,
  });
}

/** Brings pg-boss’s own schema up to date, with the queues there are. Instances that do so at once must wait for each other. */
export async function installJobQueues(dataSource: DataSource): Promise<void> {
  const boss = new PgBoss({
    db: onAnyConnection(dataSource),
    schema: SCHEMA,
    schedule: false,
    supervise: false,
  });
  await boss.start();
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  for (const name of JOB_NAMES) {
    const settings = {
      name,
      ...RETRIES,
      expireInSeconds: JOB_QUEUES[name].expiresInSeconds,
      retentionDays: KEPT_DAYS,
    };
    if (known.has(name)) await boss.updateQueue(name, settings);
    else await boss.createQueue(name, settings);
  }
  await boss.stop({ graceful: false, close: false });
}

/** Within the manager’s transaction. */
export function inTransaction(manager: EntityManager): PgBoss.Db {
  const { queryRunner } = manager;
  if (!queryRunner) throw new Error('There is no transaction to take part in.');
  return { executeSql: (statement, values) => ask(queryRunner, statement, values) };
}

function onAnyConnection(dataSource: DataSource): PgBoss.Db {
  return {
    executeSql: async (statement, values) => {
      const runner = dataSource.createQueryRunner();
      try {
        return await ask(runner, statement, values);
      } catch (error) {
        // Maintenance brings its own BEGIN: one that failed half-way must not stay with the connection.
        await runner.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        await runner.release();
      }
    },
  };
}

async function ask(runner: QueryRunner, statement: string, values?: unknown[]) {
  const { records } = await runner.query(statement, values, true);
  return { rows: (records ?? []) as unknown[] };
}
