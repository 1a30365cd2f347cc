import type { DataSource } from 'typeorm';
import { connect, createDataSource } from '../../src/infrastructure/persistence/data-source.js';
import { migratedDatabase } from './migrated-database.js';

export interface DeskDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own with the current schema and nothing in it. */
export async function deskDatabase(): Promise<DeskDatabase> {
  const database = await migratedDatabase();
  const dataSource = createDataSource(database.url);
  await connect(dataSource, database.url);
  const drop = async () => {
    await dataSource.destroy();
    await database.drop();
  };
  return { dataSource, url: database.url, drop };
}
