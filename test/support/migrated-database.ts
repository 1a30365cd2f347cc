import { Client } from 'pg';
import { connect, createDataSource, migrate } from '../../src/infrastructure/persistence/data-source.js';
import { testDatabase, testServerUrl, type TestDatabase } from './postgres.js';

/** A database of its own with the current schema and nothing in it: a copy, as migrating each would take ten times as long. */
export async function migratedDatabase(): Promise<TestDatabase> {
  const template = process.env.TEST_DATABASE_TEMPLATE;
  if (!template) throw new Error('there is no name for the database to copy: see jest-global-setup.mjs');
  await makeOnce(template);
  return testDatabase(template);
}

let isMade = false;

/** The first of the run to need it makes it, whoever comes meanwhile waits. Half made, it has another name. */
async function makeOnce(template: string): Promise<void> {
  if (isMade) return;
  const server = new Client({ connectionString: testServerUrl() });
  await server.connect();
  try {
    await server.query(`SELECT pg_advisory_lock(hashtext('${template}'))`);
    const { rowCount } = await server.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) {
      const database = await testDatabase();
      const dataSource = createDataSource(database.url);
      await connect(dataSource, database.url);
      await migrate(dataSource);
      await dataSource.destroy();
      await server.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} RENAME TO ${template}`);
    }
  } finally {
    await server.end();
  }
  isMade = true;
}
