import { v4 as uuid } from 'uuid';
import { ExportSource, type ExportRecord } from '../../../src/application/export/export-source.port.js';
import {
  MOST_EXPORT_ATTEMPTS,
  EXPORT_KEPT_DAYS,
  EXPORT_LEASE_MS,
} from '../../../src/domain/export/export.js';
import { PostgresExportSource } from '../../../src/infrastructure/persistence/export/postgres-export-source.js';
import { Housekeeper } from '../../../src/infrastructure/persistence/housekeeping/housekeeper.js';
import { SettableClock } from '../../support/application/settable-clock.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { ExportDesk } from '../../support/export-desk.js';
import { recordsIn } from '../../support/csv-file.js';
import { addManyBookings } from '../../support/many-bookings.js';

/** More than one batch of the snapshot. */
const BOOKINGS = 4500;

let desk: DeskDatabase;
let clock: SettableClock;
let exports: ExportDesk;

beforeAll(async () => {
  desk = await deskDatabase();
  await addManyBookings(desk.dataSource, BOOKINGS);
});
afterAll(() => desk.drop());
beforeEach(async () => {
  clock = new SettableClock();
  exports = new ExportDesk(desk.dataSource, 'Europe/Lisbon', clock);
  await desk.dataSource.query(`TRUNCATE exports, export_pieces, pgboss.job`);
});

describe('writing a file', () => {
  it('shows how far it is', async () => {
    const id = await exports.request('bookings');
    const seen: number[] = [];
    const watching = new WatchedSource(desk, async () => {
      seen.push((await exports.view(id)).rows);
    });
    await exports.write(id, { source: watching });
    expect(seen).toEqual([0, 2000, 4000]);
  });

  it('is begun anew by another instance when the first is gone, which then writes for nobody', async () => {
    const id = await exports.request('bookings');
    const takenOver = new WatchedSource(desk, async (batch) => {
      if (batch !== 1) return;
      clock.pass(EXPORT_LEASE_MS / 1000);
      await exports.write(id);
    });
    await exports.write(id, { source: takenOver });
    expect(await exports.view(id)).toMatchObject({ state: 'ready', rows: BOOKINGS });
    expect(recordsIn(await exports.file(id))).toHaveLength(BOOKINGS);
  });

  it('is left to whoever writes it, and looked at again later', async () => {
    const id = await exports.request('bookings');
    const twice = new WatchedSource(desk, async (batch) => {
      if (batch === 0) await exports.write(id, { source: new NoSource() });
    });
    await exports.write(id, { source: twice });
    expect(await exports.view(id)).toMatchObject({ state: 'ready', rows: BOOKINGS });
    // The first, and a look again by each of the two.
    expect(await jobsFor(id)).toEqual([0, EXPORT_LEASE_MS + 1000, EXPORT_LEASE_MS + 1000]);
    await exports.write(id, { source: new NoSource() });
    expect(await jobsFor(id)).toHaveLength(3);
  });

  it('goes back to the queue, with nothing kept, when this instance stops', async () => {
    const id = await exports.request('bookings');
    const stopping = new AbortController();
    const stopped = new WatchedSource(desk, (batch) => {
      if (batch === 1) stopping.abort();
      return Promise.resolve();
    });
    await exports.write(id, { source: stopped, stop: stopping.signal });
    expect(await exports.view(id)).toMatchObject({ state: 'queued', rows: 0, bytes: 0 });
    expect(await pieces(id)).toBe(0);
    expect((await jobsFor(id)).filter((after) => after === 0)).toHaveLength(2);
    await exports.write(id);
    expect(await exports.view(id)).toMatchObject({ state: 'ready', rows: BOOKINGS });
  });

  it('ends at once when somebody stops it, and nothing of it is kept', async () => {
    const id = await exports.request('bookings');
    let batches = 0;
    const canceled = new WatchedSource(desk, async (batch) => {
      batches = batch + 1;
      if (batch === 0) await exports.cancel(id);
    });
    await exports.write(id, { source: canceled });
    expect(batches).toBe(1);
    expect(await exports.view(id)).toMatchObject({ state: 'canceled', canceledBy: { name: 'Ana Ruiz' } });
    expect(await pieces(id)).toBe(0);
    await exports.cancel(id);
    await exports.write(id, { source: new NoSource() });
    expect(await exports.view(id)).toMatchObject({ state: 'canceled' });
  });

  it('is tried again when it went wrong, and fails in the end; staff are told so, and the log what went wrong', async () => {
    const id = await exports.request('bookings');
    const broken = new WatchedSource(desk, (batch) =>
      batch === 1 ? Promise.reject(new Error('The disk is full.')) : Promise.resolve(),
    );
    for (let attempt = 1; attempt <= MOST_EXPORT_ATTEMPTS; attempt += 1) {
      const state = attempt < MOST_EXPORT_ATTEMPTS ? 'queued' : 'failed';
      await expect(exports.write(id, { source: broken })).rejects.toThrow(
        `Export ${id} was interrupted: The disk is full.`,
      );
      expect(await exports.view(id)).toMatchObject({
        state,
        reason: 'Something went wrong in Purser while it was written. What it was, the log says.',
      });
      expect(await pieces(id)).toBe(0);
    }
    await expect(exports.cancel(id)).rejects.toMatchObject({
      code: 'export_over',
      details: { state: 'failed' },
    });
  });
});

describe('a file that is ready', () => {
  it('is removed after its time, and what was asked for stays', async () => {
    const id = await exports.request('bookings');
    await exports.write(id);
    const { expiresAt, finishedAt } = await exports.view(id);
    expect(Number(expiresAt) - Number(finishedAt)).toBe(EXPORT_KEPT_DAYS * 86_400_000);
    const housekeeper = new Housekeeper(desk.dataSource);
    await housekeeper.removeFiles(new Date(Number(expiresAt) - 1));
    expect((await exports.view(id)).state).toBe('ready');
    await housekeeper.removeFiles(expiresAt);
    expect(await exports.view(id)).toMatchObject({ state: 'expired', rows: BOOKINGS });
    expect(await pieces(id)).toBe(0);
  });

  it('stops being read when it is removed meanwhile, rather than ending early', async () => {
    const id = await exports.request('bookings');
    await exports.write(id);
    const reading = exports.files.read(id)[Symbol.asyncIterator]();
    await reading.next();
    await desk.dataSource.query(`DELETE FROM export_pieces`);
    await expect(reading.next()).rejects.toThrow(/removed/);
  });
});

it('asks once for one key', async () => {
  const key = uuid();
  const id = await exports.request('bookings', { filter: { q: 'HB' } }, key);
  expect(await exports.request('bookings', { filter: { q: 'HB' } }, key)).toBe(id);
  await expect(exports.request('refunds', {}, key)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  expect(await jobsFor(id)).toHaveLength(1);
});

/** The last, for it changes the bookings. */
it('takes all of it from one snapshot, whatever is decided meanwhile', async () => {
  const id = await exports.request('bookings');
  const changing = new WatchedSource(desk, async (batch) => {
    if (batch !== 0) return;
    await desk.dataSource.query(
      `UPDATE bookings SET total = total + 1, outstanding = 0, chargeable = 0 WHERE reference > 'HB-2'`,
    );
    await desk.dataSource.query(`DELETE FROM bookings WHERE reference LIKE '%7'`);
  });
  await exports.write(id, { source: changing });
  const view = await exports.view(id);
  expect(view).toMatchObject({ state: 'ready', rows: BOOKINGS });
  expect(view.totals).toEqual([
    expect.objectContaining({
      currency: 'USD',
      rows: BOOKINGS,
      amounts: expect.objectContaining({
        total: BigInt(BOOKINGS * 1000),
        outstanding: BigInt(BOOKINGS * 1000),
      }),
    }),
  ]);
  expect(recordsIn(await exports.file(id))).toHaveLength(BOOKINGS);
});

/** Tells before each batch is handed on which one it is. */
class WatchedSource extends ExportSource {
  constructor(
    { dataSource }: DeskDatabase,
    private readonly before: (batch: number) => Promise<void>,
    private readonly source = new PostgresExportSource(dataSource),
  ) {
    super();
  }

  async *read(...of: Parameters<ExportSource['read']>): AsyncIterable<Iterable<ExportRecord>> {
    let batch = 0;
    for await (const records of this.source.read(...of)) {
      await this.before(batch);
      batch += 1;
      yield records;
    }
  }
}

class NoSource extends ExportSource {
  read(): AsyncIterable<Iterable<ExportRecord>> {
    throw new Error('Nothing should be read.');
  }
}

async function pieces(id: string): Promise<number> {
  const [row] = await desk.dataSource.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM export_pieces WHERE export_id = $1`,
    [id],
  );
  return row?.count ?? -1;
}

/** After how many milliseconds, by the clock of the desk, each may begin: none, or the lease. */
async function jobsFor(id: string): Promise<number[]> {
  const rows = await desk.dataSource.query<{ start_after: Date }[]>(
    `SELECT start_after FROM pgboss.job WHERE name = 'write-export' AND data ->> 'export' = $1 ORDER BY created_on`,
    [id],
  );
  const looks = clock.now().getTime() + EXPORT_LEASE_MS + 1000;
  return rows.map(({ start_after: at }) => (at.getTime() === looks ? EXPORT_LEASE_MS + 1000 : 0));
}
