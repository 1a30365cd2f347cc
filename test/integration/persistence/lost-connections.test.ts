import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { Pool } from 'pg';
import { StorageUnavailable } from '../../../src/application/shared/storage-unavailable.js';
import { isLostConnection } from '../../../src/infrastructure/persistence/lost-connections.js';
import { createDataSource } from '../../../src/infrastructure/persistence/data-source.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
});
afterAll(() => desk.drop());

/** Ends every other connection to this database, as a restart of the server would. */
async function endAllOthers(): Promise<void> {
  await desk.dataSource.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

describe('work whose connection dies', () => {
  it('is run again on another one, knowing that it is', async () => {
    const runs: boolean[] = [];
    const key = await unitOfWork.run(async ({ decisions, isRepeated }) => {
      runs.push(isRepeated);
      const idempotency = { scope: 'test', key: 'k1', fingerprint: 'f' };
      await decisions.claim(idempotency, '01a20000-0000-7000-8000-000000000001');
      if (!isRepeated) await endAllOthers();
      await decisions.claim({ ...idempotency, key: 'k2' }, '01a20000-0000-7000-8000-000000000001');
      return 'done';
    });
    expect([key, runs]).toEqual(['done', [false, true]]);
    const stored = await desk.dataSource.query(`SELECT key FROM decisions WHERE scope = 'test' ORDER BY key`);
    expect(stored).toEqual([{ key: 'k1' }, { key: 'k2' }]);
  });

  it('is run again when only its COMMIT found the connection dead', async () => {
    const runs: boolean[] = [];
    await unitOfWork.run(async ({ decisions, isRepeated }) => {
      runs.push(isRepeated);
      const idempotency = { scope: 'commit', key: 'k', fingerprint: 'f' };
      await decisions.claim(idempotency, '01a20000-0000-7000-8000-000000000001');
      if (!isRepeated) await endAllOthers();
    });
    expect(runs).toEqual([false, true]);
    const stored = await desk.dataSource.query(`SELECT key FROM decisions WHERE scope = 'commit'`);
    expect(stored).toHaveLength(1);
  });

  it('is refused as it is when the work itself is', async () => {
    const runs: boolean[] = [];
    const refused = unitOfWork.run(({ isRepeated }) => {
      runs.push(isRepeated);
      return Promise.reject(new Error('No.'));
    });
    await expect(refused).rejects.toThrow('No.');
    expect(runs).toEqual([false]);
  });
});

it('a SELECT whose connection is found dead is asked again', async () => {
  const many = Array.from({ length: 5 }, () => desk.dataSource.query('SELECT pg_sleep(0.05)'));
  await Promise.all(many);
  await endAllOthers();
  await expect(Promise.all(many.map(() => desk.dataSource.query('SELECT 1 AS one')))).resolves.toHaveLength(
    5,
  );
});

describe('a database that doesn’t come back', () => {
  let deaf: Server;

  beforeAll(async () => {
    deaf = createServer((socket) => socket.destroy());
    await once(deaf.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => deaf.close());

  it('is told from a refusal when it can’t be connected to', async () => {
    const address = deaf.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const url = new URL(desk.url);
    url.port = String(port);
    const lost = createDataSource(url.href);
    const error: unknown = await lost.initialize().catch((reason: unknown) => reason);
    expect(isLostConnection(error)).toBe(true);
  });

  it('is one for which no connection can be had, too', async () => {
    const crowded = createDataSource(desk.url, 1);
    await crowded.initialize();
    const taken = crowded.createQueryRunner();
    await taken.connect();
    // Only now: to connect may take longer than anybody is to wait here.
    const pool = (crowded.driver as unknown as { readonly master: Pool }).master;
    pool.options.connectionTimeoutMillis = 100;
    const waiting = crowded.createQueryRunner();
    const error: unknown = await waiting.connect().catch((reason: unknown) => reason);
    expect(isLostConnection(error)).toBe(true);
    await taken.release();
    await crowded.destroy();
  });

  it('is no reason to run a refusal again', () => {
    expect(isLostConnection(new StorageUnavailable('gone'))).toBe(false);
    expect(isLostConnection(Object.assign(new Error('unique'), { code: '23505' }))).toBe(false);
    expect(isLostConnection('ECONNRESET')).toBe(false);
  });
});
