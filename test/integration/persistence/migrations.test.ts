import { connect, createDataSource, migrate } from '../../../src/infrastructure/persistence/data-source.js';
import { DatabaseUnavailable } from '../../../src/infrastructure/persistence/database-unavailable.js';
import { MIGRATIONS } from '../../../src/infrastructure/persistence/migrations/index.js';
import { testDatabase, type TestDatabase } from '../../support/postgres.js';

describe('the schema', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  it('is brought up to date once when several instances start at the same moment', async () => {
    const instances = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const dataSource = createDataSource(database.url);
        await connect(dataSource, database.url);
        return dataSource;
      }),
    );
    await Promise.all(instances.map((instance) => migrate(instance)));
    const [first] = instances;
    const run = await first?.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
    expect(run?.map(({ name }) => name)).toEqual(MIGRATIONS.map((migration) => new migration().name));
    await Promise.all(instances.map((instance) => instance.destroy()));
  });

  it('can be taken back and made again', async () => {
    const dataSource = createDataSource(database.url);
    await connect(dataSource, database.url);
    await migrate(dataSource);
    for (const _ of MIGRATIONS) await dataSource.undoLastMigration();
    const left = await dataSource.query<{ tablename: string }[]>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`,
    );
    expect(left).toEqual([]);
    await migrate(dataSource);
    await dataSource.destroy();
  });
});

it('tells in one line, without the password, why a database can’t be used', async () => {
  const url = 'postgres://desk:hunter2@127.0.0.1:1/purser';
  const refused = connect(createDataSource(url), url);
  await expect(refused).rejects.toBeInstanceOf(DatabaseUnavailable);
  await expect(refused).rejects.toThrow(
    /^the database at postgres:\/\/desk@127\.0\.0\.1:1\/purser can’t be used: .+DATABASE_URL\.$/,
  );
  await expect(refused).rejects.not.toThrow(/hunter2/);
});
