import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/infrastructure/persistence/data-source.js';
import { planNameOf, plannedOnce } from '../../../src/infrastructure/persistence/planned-once.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

const SQL = plannedOnce('SELECT $1::int + 1 AS next');

let desk: DeskDatabase;
/** With a single connection, so that all is said in one session. */
let source: DataSource;

beforeAll(async () => {
  desk = await deskDatabase();
});
beforeEach(async () => {
  source = createDataSource(desk.url, 1);
  await source.initialize();
});
afterEach(() => source.destroy());
afterAll(() => desk.drop());

async function kept(): Promise<string[]> {
  const rows = await source.query<{ name: string }[]>('SELECT name FROM pg_prepared_statements');
  return rows.map(({ name }) => name);
}

it('keeps the plan of what is marked, and only of that', async () => {
  expect(await source.query(SQL, [1])).toEqual([{ next: 2 }]);
  expect(await source.query(SQL, [2])).toEqual([{ next: 3 }]);
  await source.query('SELECT $1::int AS other', [1]);
  expect(await kept()).toEqual([planNameOf(SQL)]);
});

it('leaves transactions as they are', async () => {
  await source.transaction((manager) => manager.query(SQL, [1]));
  expect(await kept()).toEqual([]);
});

it('is asked again when the connection dies', async () => {
  await source.query(SQL, [1]);
  await desk.dataSource.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  expect(await source.query(SQL, [2])).toEqual([{ next: 3 }]);
});

it('tells a refusal as it is', async () => {
  const refused = plannedOnce('SELECT 1 / $1::int AS share');
  await expect(source.query(refused, [0])).rejects.toThrow('division by zero');
  expect(await source.query(refused, [1])).toEqual([{ share: 1 }]);
  expect(await kept()).toEqual([planNameOf(refused)]);
});

describe('where it can’t be kept, it is answered all the same, and not tried again', () => {
  it('behind a proxy that gave the session to someone else who hasn’t prepared it', async () => {
    await source.query(SQL, [1]);
    await source.query('DEALLOCATE ALL');
    expect(await source.query(SQL, [2])).toEqual([{ next: 3 }]);
    expect(await source.query(SQL, [3])).toEqual([{ next: 4 }]);
    expect(await kept()).toEqual([]);
  });

  it('behind a proxy that gave a session in which someone else has prepared it', async () => {
    await source.query(`PREPARE "${planNameOf(SQL)}" AS ${SQL}`);
    expect(await source.query(SQL, [2])).toEqual([{ next: 3 }]);
    expect(await source.query(SQL, [3])).toEqual([{ next: 4 }]);
  });

  it('when a newer release gave its table another column', async () => {
    await source.query('CREATE TABLE changing (a int)');
    await source.query('INSERT INTO changing VALUES (1)');
    const all = plannedOnce('SELECT * FROM changing');
    expect(await source.query(all)).toEqual([{ a: 1 }]);
    await source.query('ALTER TABLE changing ADD COLUMN b int');
    expect(await source.query(all)).toEqual([{ a: 1, b: null }]);
  });
});
