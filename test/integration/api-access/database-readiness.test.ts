import { DatabaseReadiness } from '../../../src/infrastructure/persistence/api-access/database-readiness.js';
import { createDataSource } from '../../../src/infrastructure/persistence/data-source.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { testDatabase } from '../../support/postgres.js';

describe('readiness', () => {
  let desk: DeskDatabase;

  beforeAll(async () => {
    desk = await deskDatabase();
  });
  afterAll(() => desk?.drop());

  it('has no obstacles on a database with the current schema', async () => {
    expect(await new DatabaseReadiness(desk.dataSource).obstacles()).toEqual([]);
  });

  it('names what the schema lacks', async () => {
    await desk.dataSource.query(`DELETE FROM migrations WHERE name LIKE 'Staff%'`);
    expect(await new DatabaseReadiness(desk.dataSource).obstacles()).toEqual([
      'the database lacks the migration Staff1795532700000',
    ]);
  });

  it('says that the database doesn’t answer while every statement waits', async () => {
    const blocker = desk.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query(`LOCK TABLE migrations IN ACCESS EXCLUSIVE MODE`);
    try {
      expect(await new DatabaseReadiness(desk.dataSource).obstacles()).toEqual([
        'the database does not answer',
      ]);
    } finally {
      await blocker.rollbackTransaction();
      await blocker.release();
    }
  });

  it('says that the database can’t be reached once it is gone', async () => {
    const database = await testDatabase();
    const dataSource = createDataSource(database.url);
    await dataSource.initialize();
    await database.drop();
    expect(await new DatabaseReadiness(dataSource).obstacles()).toEqual(['the database can’t be reached']);
    await dataSource.destroy();
  });
});
