import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { ExportJson } from '../../../src/interfaces/api/v1/exports/export.json.js';
import { ApiClient } from '../../support/api-client.js';
import { recordsIn } from '../../support/csv-file.js';
import { addManyBookings } from '../../support/many-bookings.js';
import { testDatabase, type TestDatabase } from '../../support/postgres.js';
import { PurserHome } from '../../support/purser-process.js';
import { until } from '../../support/until.js';

const TOKEN = 'a-token-for-these-tests';
/** It takes long enough to write them for something to come in between. */
const BOOKINGS = 30_000;
/** Starts Purser three times, on a machine that may have much else to do. */
const PATIENCE_MS = 240_000;

let home: PurserHome;
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  [home, database] = await Promise.all([PurserHome.create(), testDatabase()]);
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await home?.remove();
  await client?.end();
  await database?.drop();
});

it(
  'an export is whole after its process was told to stop in the middle, and after it was killed there',
  async () => {
    const purser = await start();
    await addManyBookings(client, BOOKINGS);
    const api = await ApiClient.of({ url: purserUrl(), apiToken: TOKEN });
    const asked = await api.post('/exports', { kind: 'bookings' }, { key: randomUUID() });
    const at = `/exports/${asked.body.id}`;
    await untilItWrites(api, at);
    expect((await purser.end('SIGTERM')).code).toBe(0);
    expect(await stored(asked.body.id)).toEqual({ state: 'queued', rows: '0', attempts: 1, pieces: 0 });

    const killed = await start();
    await untilItWrites(api, at);
    await killed.kill();
    expect(await stored(asked.body.id)).toMatchObject({ state: 'running', attempts: 2 });
    await itIsSilentForLong();

    await start();
    await until(async () => (await exportAt(api, at)).status === 'ready');
    expect(await exportAt(api, at)).toMatchObject({
      rows: BOOKINGS,
      totals: [{ currency: 'USD', rows: BOOKINGS, amounts: { total: BOOKINGS * 1000 } }],
    });
    const file = await fetch(`${purserUrl()}/api/v1${at}/file`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const records = recordsIn(await file.text());
    expect(new Set(records.map(({ id }) => id)).size).toBe(BOOKINGS);
    expect(records).toHaveLength(BOOKINGS);
  },
  PATIENCE_MS,
);

function start() {
  return home.start({
    DATABASE_URL: database.url,
    PURSER_API_TOKEN: TOKEN,
    PURSER_SEED: 'none',
    PURSER_LOG_LEVEL: 'fatal',
  });
}

function purserUrl(): string {
  return `http://127.0.0.1:${home.port}`;
}

async function exportAt(api: ApiClient, at: string): Promise<ExportJson> {
  return (await api.get(at)).body as unknown as ExportJson;
}

async function untilItWrites(api: ApiClient, at: string): Promise<void> {
  await until(async () => {
    const { status, rows } = await exportAt(api, at);
    if (status === 'ready') throw new Error('It was written before anything could come in between.');
    return status === 'running' && rows > 0;
  });
}

async function stored(id: string) {
  const { rows } = await client.query(
    `SELECT state, rows, attempts, (SELECT count(*)::int FROM export_pieces WHERE export_id = $1) AS pieces
       FROM exports WHERE id = $1`,
    [id],
  );
  return rows[0] as unknown;
}

/** The lease of whoever was killed runs out, and the time of the look again comes. */
async function itIsSilentForLong(): Promise<void> {
  await client.query(`UPDATE exports SET attempt_heard_at = attempt_heard_at - interval '1 minute'`);
  await client.query(
    `UPDATE pgboss.job SET start_after = now() WHERE name = 'write-export' AND state = 'created'`,
  );
}
