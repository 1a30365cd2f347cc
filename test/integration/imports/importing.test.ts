import { randomUUID } from 'node:crypto';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { CancelImport } from '../../../src/application/import/cancel-import.command.js';
import { ForgetImportRows } from '../../../src/application/import/forget-import-rows.command.js';
import { GetImport } from '../../../src/application/import/get-import.query.js';
import type { ImportWithHistory } from '../../../src/application/import/import.views.js';
import { StartImport } from '../../../src/application/import/start-import.command.js';
import { UploadImport } from '../../../src/application/import/upload-import.command.js';
import { WriteImport } from '../../../src/application/import/write-import.command.js';
import { startPurser as start, type RunningPurser } from '../../../src/bootstrap.js';
import '../../../src/desk.js';
import type { ImportKind } from '../../../src/domain/import/import-fields.js';
import { loadConfig } from '../../../src/infrastructure/config/config.js';
import { ApiClient } from '../../support/api-client.js';
import { ANA } from '../../support/domain/causes.js';
import { testDatabase, type TestDatabase } from '../../support/postgres.js';
import { until, untilWithin } from '../../support/until.js';

const TOKEN = 'a-token-for-imports-that-is-long-enough';

let database: TestDatabase;
let running: RunningPurser[];

beforeEach(async () => {
  database = await testDatabase();
  running = [];
});
afterEach(async () => {
  for (const purser of running) await purser.stop();
  await database.drop();
});

describe('an import of many rows', () => {
  it('goes on where it was after a restart in the middle, and writes each row once', async () => {
    const first = await instance();
    const id = await uploaded(first, file(1500));
    await begin(first, id);
    await until(async () => (await look(first, id)).written > 0);
    await stop(first);

    const second = await instance();
    await becomes(second, id, 'done');
    expect(await look(second, id)).toMatchObject({ written: 1500, counts: { new: 1500, error: 0 } });
    await expectWhole(second, 1500);
  });

  it('is started once by two at once, and written once by two instances that take its steps', async () => {
    const [one, other] = [await instance(), await instance()];
    const id = await uploaded(one, file(1000));
    const starts = await Promise.allSettled([
      begin(one, id),
      begin(other, id),
      begin(one, id),
      begin(other, id),
    ]);
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    // Steps that were handed out again, whose instance was taken for dead.
    const again = (purser: RunningPurser, after: number) =>
      purser.app.get(CommandBus).execute(new WriteImport(id, after, uuid));
    await Promise.all([again(one, 1), again(other, 1), again(one, 251), again(other, 251)]);
    await becomes(one, id, 'done');
    await expectWhole(one, 1000);
  });

  it('meets another that brings the same customers and bookings, and neither makes any twice', async () => {
    const [one, other] = [await instance(), await instance()];
    const [a, b] = await Promise.all([uploaded(one, file(600)), uploaded(other, `${file(600)}\n`)]);
    await Promise.all([begin(one, a), begin(other, b)]);
    await becomes(one, a, 'done');
    await becomes(one, b, 'done');
    const [x, y] = [await look(one, a), await look(one, b)];
    expect(x.written + y.written).toBe(600);
    expect([x.counts, y.counts]).toMatchObject([
      { new: x.written, same: 600 - x.written },
      { new: y.written, same: 600 - y.written },
    ]);
    await expectWhole(one, 600);
  });

  it('brings customers, with the phone numbers that those here lack', async () => {
    const purser = await instance();
    await purser.dataSource.query(
      `INSERT INTO customers (id, name, email) VALUES ($1, 'Guest 3', 'G3@example.com'), ($2, 'Other', 'g4@example.com')`,
      [randomUUID(), randomUUID()],
    );
    const lines = Array.from({ length: 600 }, (_, nth) => `Guest ${nth},g${nth}@example.com,+351 ${nth}`);
    const id = await uploaded(purser, ['name,email,phone', ...lines].join('\n'), 'customers');
    await begin(purser, id);
    await becomes(purser, id, 'done');
    expect(await look(purser, id)).toMatchObject({
      written: 599,
      counts: { new: 598, completes: 1, differs: 1 },
    });
    const [counted] = await purser.dataSource.query<object[]>(
      `SELECT count(*)::integer AS customers, count(phone)::integer AS phones,
              (SELECT count(*)::integer FROM customer_events WHERE type = 'customer_imported') AS imported,
              (SELECT count(*)::integer FROM customer_events WHERE type = 'phone_imported') AS completed
         FROM customers`,
    );
    expect(counted).toEqual({ customers: 600, phones: 599, imported: 598, completed: 1 });
  });
});

describe('an import whose step fails', () => {
  it('says so, and when it is tried again; and goes on by itself once it can', async () => {
    const purser = await instance();
    const id = await uploaded(purser, file(5));
    expect(await look(purser, id)).not.toHaveProperty('stumbled');
    await refuseBookings(purser);
    await begin(purser, id);
    await until(async () => (await look(purser, id)).stumbled?.nextTryAt !== undefined);
    expect(await look(purser, id)).toMatchObject({ state: 'running', written: 0 });
    const api = await ApiClient.of({ url: purser.url, apiToken: TOKEN });
    expect((await api.get(`/imports/${id}`)).body).toMatchObject({
      stumbled: { next_try_at: expect.any(String) },
    });

    await purser.dataSource.query(`DROP TRIGGER refuse ON bookings`);
    await becomes(purser, id, 'done');
    expect(await look(purser, id)).not.toHaveProperty('stumbled');
    await expectWhole(purser, 5);
  });

  it('says so when it was tried often enough, and can be stopped', async () => {
    const purser = await instance();
    const id = await uploaded(purser, file(5));
    await refuseBookings(purser);
    await purser.dataSource.query(`UPDATE pgboss.queue SET retry_limit = 0 WHERE name = 'write-import'`);
    await begin(purser, id);
    await until(async () => {
      const { stumbled } = await look(purser, id);
      return stumbled !== undefined && stumbled.nextTryAt === undefined;
    });
    await purser.app.get(CommandBus).execute(new CancelImport(id, ANA));
    expect(await look(purser, id)).toMatchObject({ state: 'canceled', written: 0 });
    expect(await look(purser, id)).not.toHaveProperty('stumbled');
  });
});

describe('the rows of an import', () => {
  it('are removed 30 days after the last thing that happened to it, by one of those who look', async () => {
    const purser = await instance();
    const [old, left, young] = [
      await uploaded(purser, file(3)),
      await uploaded(purser, file(4)),
      await uploaded(purser, file(5)),
    ];
    await begin(purser, old);
    await becomes(purser, old, 'done');
    for (const id of [old, left]) await age(purser, id, 31);
    await purser.dataSource.query(
      `UPDATE imports SET uploaded_at = uploaded_at - interval '31 days' WHERE id = $1`,
      [young],
    );

    const commands = purser.app.get(CommandBus);
    const found = await Promise.all([1, 2, 3].map(() => commands.execute(new ForgetImportRows())));
    expect(found.filter(Boolean)).toHaveLength(2);
    expect(await purser.dataSource.query(`SELECT DISTINCT import_id FROM import_rows`)).toEqual([
      { import_id: young },
    ]);
    expect(await look(purser, old)).toMatchObject({
      state: 'done',
      written: 3,
      counts: { new: 3 },
      rowsRemovedAt: expect.any(Date),
      events: [{ type: 'import_rows_removed', cause: { by: { name: 'Purser' } } }, {}, {}, {}, {}],
    });
    expect(await look(purser, left)).toMatchObject({ state: 'canceled', written: 0 });
    const { rowsKeptUntil, events } = await look(purser, young);
    expect(Number(rowsKeptUntil)).toBe(Number(events[0]?.cause.at) + 30 * 24 * 3_600_000);
    const api = await ApiClient.of({ url: purser.url, apiToken: TOKEN });
    for (const part of ['rows', 'errors'])
      expect(await api.get(`/imports/${old}/${part}`)).toMatchObject({
        status: 409,
        body: { code: 'import_rows_removed' },
      });
    expect((await api.get(`/imports/${young}/rows`)).body.data).toHaveLength(5);

    // Whoever starts looks first.
    await age(purser, young, 31);
    const another = await instance();
    await until(async () => (await look(another, young)).rowsRemovedAt !== undefined);
  });
});

async function refuseBookings({ dataSource }: RunningPurser): Promise<void> {
  await dataSource.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'The disk is full, say.'; END $$`);
  await dataSource.query(
    `CREATE TRIGGER refuse BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
}

async function age(purser: RunningPurser, id: string, days: number): Promise<void> {
  const earlier = `- interval '${days} days'`;
  await purser.dataSource.query(`UPDATE imports SET uploaded_at = uploaded_at ${earlier} WHERE id = $1`, [
    id,
  ]);
  await purser.dataSource.query(`UPDATE import_events SET at = at ${earlier} WHERE import_id = $1`, [id]);
}

async function instance(): Promise<RunningPurser> {
  const config = loadConfig({
    PORT: '0',
    PURSER_SANDBOX_PORT: '0',
    DATABASE_URL: database.url,
    PURSER_API_TOKEN: TOKEN,
    PURSER_ADMIN_EMAIL: 'ana@example.com',
    PURSER_ADMIN_PASSWORD: 'a-long-password',
    PURSER_SEED: 'none',
    PURSER_LOG_LEVEL: 'silent',
    PURSER_TIME_ZONE: 'Europe/Lisbon',
  });
  const purser = await start(config, () => undefined);
  running.push(purser);
  return purser;
}

async function stop(purser: RunningPurser): Promise<void> {
  running = running.filter((each) => each !== purser);
  await purser.stop();
}

function file(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, nth) =>
      `M-${nth},Guest ${nth % 900},g${nth % 900}@example.com,,Sailing,2031-05-01 18:30,${nth + 1}.50,USD,`,
  );
  return ['reference,name,email,phone,service,starts_at,total,currency,payment_option', ...lines].join('\n');
}

async function uploaded(purser: RunningPurser, text: string, kind: ImportKind = 'bookings'): Promise<string> {
  const id = await purser.app
    .get(CommandBus)
    .execute(
      new UploadImport({ id: uuid(), kind, fileName: 'many.csv', content: Buffer.from(text), by: ANA }),
    );
  await becomes(purser, id, 'ready');
  return id;
}

function begin(purser: RunningPurser, id: string): Promise<void> {
  const idempotency = { scope: 'test', key: randomUUID(), fingerprint: id };
  return purser.app
    .get(CommandBus)
    .execute(new StartImport({ id, decision: uuid(), leaveOut: 0, by: ANA, idempotency }));
}

function look(purser: RunningPurser, id: string): Promise<ImportWithHistory> {
  return purser.app.get(QueryBus).execute(new GetImport(id));
}

async function becomes(purser: RunningPurser, id: string, state: string): Promise<void> {
  let found: ImportWithHistory | undefined;
  await untilWithin(
    120_000,
    async () => (found = await look(purser, id)).state === state,
    () => `it is ${found?.state}: ${found?.checked} checked, ${found?.written} written`,
  );
}

/** Every booking once, with its event, in the amounts that lists and totals read. */
async function expectWhole(purser: RunningPurser, rows: number): Promise<void> {
  const [counted] = await purser.dataSource.query<object[]>(
    `SELECT count(*)::integer AS bookings, count(DISTINCT reference)::integer AS "references", sum(total)::text AS total,
            (SELECT count(*)::integer FROM booking_events
              WHERE type = 'booking_registered' AND data -> 'imported' ->> 'file' = 'many.csv') AS events,
            (SELECT count(*)::integer FROM customers) AS customers,
            (SELECT sum(outstanding)::text FROM booking_tallies) AS outstanding
       FROM bookings`,
  );
  const total = String((rows * (rows + 1) * 100) / 2 + rows * 50);
  expect(counted).toEqual({
    bookings: rows,
    references: rows,
    total,
    events: rows,
    customers: Math.min(rows, 900),
    outstanding: total,
  });
}
