import pg from 'pg';
import { measure, type Timing } from './statistics.js';

/**
 * What the same PostgreSQL does for the least that any of this could cost: insert one 3 KB event row and update one
 * booking row, in one transaction. Machines differ; ratios to this don't much.
 */
export async function bareTransaction(databaseUrl: string, atOnce: number, count: number): Promise<Timing> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: atOnce });
  try {
    await pool.query(
      'CREATE TABLE IF NOT EXISTS bench_event (id bigserial PRIMARY KEY, payload text NOT NULL)',
    );
    await pool.query('CREATE TABLE IF NOT EXISTS bench_booking (id int PRIMARY KEY, amount bigint NOT NULL)');
    await pool.query(
      'INSERT INTO bench_booking SELECT i, 0 FROM generate_series(0, 9999) i ON CONFLICT DO NOTHING',
    );
    const payload = 'x'.repeat(3072);
    return await measure({ count, atOnce, warmUp: 200 }, async (index) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('INSERT INTO bench_event (payload) VALUES ($1)', [payload]);
        await client.query('UPDATE bench_booking SET amount = amount + 1 WHERE id = $1', [index % 10_000]);
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    });
  } finally {
    await pool.query('DROP TABLE IF EXISTS bench_event, bench_booking');
    await pool.end();
  }
}
