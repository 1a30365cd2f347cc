import { Client } from 'pg';
import { testDatabase } from '../support/postgres.js';

describe('the database for tests', () => {
  it('is empty, separate and has pg_trgm', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    const client = new Client({ connectionString: one.url });
    await client.connect();
    await client.query('CREATE EXTENSION pg_trgm');
    await client.query('CREATE TABLE booking (id int)');
    const { rows } = await client.query<{ similar: boolean; tables: number }>(
      `SELECT similarity('José Álvarez', 'jose alvarez') > 0 AS similar,
              (SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public') AS tables`,
    );
    expect(rows).toEqual([{ similar: true, tables: 1 }]);
    expect(one.url).not.toBe(other.url);
    await client.end();
    await Promise.all([one.drop(), other.drop()]);
  });
});
