import type { DataSource } from 'typeorm';
import { connect, createDataSource, migrate } from '../../src/infrastructure/persistence/data-source.js';
import { testDatabase } from './postgres.js';

export interface DeskDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own with the current schema and nothing in it. */
export async function deskDatabase(): Promise<DeskDatabase> {
  const database = await testDatabase();
  const dataSource = createDataSource(database.url);
  await connect(dataSource, database.url);
  await migrate(dataSource);
  const drop = async () => {
    await dataSource.destroy();
    await database.drop();
  };
  return { dataSource, url: database.url, drop };
}
