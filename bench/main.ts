import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/infrastructure/persistence/embedded-postgres/embedded-postgres.js';
import { createDataSource } from '../src/infrastructure/persistence/data-source.js';
import { bareTransaction } from './bare-transaction.js';
import { chargeSandboxDirectly, chargeThroughApi, registerBookings, type Desk } from './charges.js';
import { ADMIN, database, freePort, startDesk } from './desk.js';
import { exportTimes } from './exports.js';
import { settleAfterOutage } from './in-doubt.js';
import { loadBookings, some, someReferences } from './load-bookings.js';
import { loadDesk } from './load-desk.js';
import { pageTimes, signIn } from './pages.js';
import { readPlans } from './plans.js';
import { pause, ServerProcess } from './server-process.js';
import type { Timing } from './statistics.js';
import { printTable, type Cell } from './table.js';
import { webhookRates } from './webhooks.js';

const AT_ONCE = [1, 8, 32];
const CHARGES = 600;
const WEBHOOKS = 6400;
const WEBHOOKS_AT_ONCE = 32;
const WEBHOOK_BOOKINGS = 10_000;
const IN_DOUBT = 1000;
const PAGES = 300;
const SIZES = [1_000, 100_000, 1_000_000];

/** Newest processes first. */
const started: { stop(): Promise<unknown> }[] = [];
const folder = mkdtempSync(path.join(os.tmpdir(), 'purser-bench-'));

async function main(): Promise<void> {
  const largest = Number(process.env.BENCH_BOOKINGS ?? SIZES.at(-1));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
  started.unshift(postgres);
  const bare = await bareTransactions(await database(postgres.url, 'bare'));
  const { desk, secret, databaseUrl } = await startDesk(postgres.url, started);
  const sizes = SIZES.filter((size) => size <= largest);
  if (wanted('charges')) await charges(desk, bare);
  if (wanted('pages')) await pages(desk, databaseUrl, sizes);
  if (wanted('plans')) await plans(databaseUrl, sizes);
  if (wanted('exports')) await exports(desk, databaseUrl, sizes);
  if (wanted('webhooks')) await webhooks(desk, secret, databaseUrl, bare);
  if (wanted('doubt')) await doubt(desk, databaseUrl);
  if (wanted('rest')) await atRest();
}

/** All, unless BENCH_ONLY names some: charges, pages, plans, exports, webhooks, doubt, rest. */
function wanted(part: string): boolean {
  return process.env.BENCH_ONLY?.split(',').includes(part) ?? true;
}

type PerSecond = ReadonlyMap<number, number>;

async function bareTransactions(url: string): Promise<PerSecond> {
  const perSecond = new Map<number, number>();
  const rows: Cell[][] = [];
  for (const atOnce of AT_ONCE) {
    const timing = await bareTransaction(url, atOnce, 3000);
    perSecond.set(atOnce, timing.perSecond);
    rows.push([atOnce, timing.perSecond, timing.p50, timing.p99]);
  }
  printTable(
    'The bare transaction on this PostgreSQL: insert a 3 KB event row, update a booking row',
    ['at once', 'per s', 'p50 ms', 'p99 ms'],
    rows,
  );
  return perSecond;
}

async function charges(desk: Desk, bare: PerSecond): Promise<void> {
  const bookings = await registerBookings(desk, 64);
  const rows: Cell[][] = [];
  for (const atOnce of AT_ONCE) {
    const direct = await chargeSandboxDirectly(desk, atOnce, CHARGES);
    const through = await chargeThroughApi(desk, bookings, atOnce, CHARGES);
    const ratio = through.perSecond / (bare.get(atOnce) ?? Number.NaN);
    const added = through.p50 - direct.p50;
    rows.push([
      atOnce,
      through.perSecond,
      through.p50,
      through.p99,
      direct.perSecond,
      direct.p50,
      added,
      ratio,
    ]);
  }
  printTable(
    'Charges through the API, and the sandbox asked directly',
    ['at once', 'per s', 'p50 ms', 'p99 ms', 'sandbox per s', 'sandbox p50', 'added p50', '÷ bare'],
    rows,
  );
}

async function webhooks(desk: Desk, secret: string, databaseUrl: string, bare: PerSecond): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await loadUpTo(client, WEBHOOK_BOOKINGS).finally(() => client.end());
  const dataSource = createDataSource(databaseUrl);
  await dataSource.initialize();
  try {
    const rates = await webhookRates(
      { url: desk.url, secret, dataSource },
      { count: WEBHOOKS, atOnce: WEBHOOKS_AT_ONCE },
    );
    const of = bare.get(WEBHOOKS_AT_ONCE) ?? Number.NaN;
    const accepted = (what: string, { perSecond, p50, p99 }: Timing) => [
      what,
      perSecond,
      p50,
      p99,
      perSecond / of,
    ];
    const applied = (what: string, perSecond: number) => [what, perSecond, '', '', perSecond / of];
    printTable(
      'Webhook events',
      ['', 'per s', 'p50 ms', 'p99 ms', '÷ bare'],
      [
        accepted('accepted', rates.alone),
        accepted('accepted while applying lags', rates.whileApplyingLags),
        applied('applied, nothing new', rates.appliedWithoutNews),
        applied('applied, a refund each', rates.appliedWithNews),
      ],
    );
  } finally {
    await dataSource.destroy();
  }
}

let loaded = 0;

async function loadUpTo(client: pg.Client, size: number): Promise<void> {
  if (size <= loaded) return;
  await loadBookings(client, loaded + 1, size);
  await loadDesk(client, loaded + 1, size);
  loaded = size;
}

async function pages(desk: Desk, databaseUrl: string, sizes: readonly number[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const cookie = await signIn(desk.url, ADMIN.email, ADMIN.password);
    const smallest = new Map<string, number>();
    const rows: Cell[][] = [];
    for (const size of sizes) {
      await loadUpTo(client, size);
      const known = await someOf(client, size);
      for (const { page, times } of await pageTimes({ url: desk.url, cookie }, known, PAGES)) {
        if (!smallest.has(page)) smallest.set(page, times.p50);
        rows.push([page, size, times.p50, times.p99, times.p50 / (smallest.get(page) ?? Number.NaN)]);
      }
    }
    rows.sort(([a], [b]) => String(a).localeCompare(String(b)));
    printTable('Pages, one visitor at a time', ['page', 'bookings', 'p50 ms', 'p99 ms', '÷ smallest'], rows);
  } finally {
    await client.end();
  }
}

async function someOf(client: pg.Client, size: number) {
  const bookings = await some(client, 'booking', size, PAGES);
  const customers = await some(client, 'customer', size, PAGES);
  return { bookings, customers, references: await someReferences(client, size, PAGES) };
}

/** Of the largest size only: among few rows, reading all of them is best. */
async function plans(databaseUrl: string, sizes: readonly number[]): Promise<void> {
  const size = sizes.at(-1) ?? 0;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const dataSource = createDataSource(databaseUrl);
  await dataSource.initialize();
  try {
    await loadUpTo(client, size);
    const [customer = ''] = await some(client, 'customer', size, 1);
    const read = await readPlans(dataSource, customer);
    const rows = read.map(({ read: what, ms, indexes, readWhole }) => [
      what,
      ms,
      indexes.join(' '),
      readWhole.join(' '),
    ]);
    printTable(`How lists are read, of ${size} bookings`, ['read', 'ms', 'by', 'read whole'], rows);
  } finally {
    await dataSource.destroy();
    await client.end();
  }
}

async function exports(
  desk: Desk & { residentMb(): number },
  databaseUrl: string,
  sizes: readonly number[],
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const rows: Cell[][] = [];
    for (const size of sizes) {
      await loadUpTo(client, size);
      for (const kind of ['bookings', 'payments', 'balances']) {
        const before = desk.residentMb();
        const times = await exportTimes(desk, kind);
        const { fileMb, writingSeconds, downloadSeconds, writingMb, downloadMb } = times;
        rows.push([
          kind,
          size,
          times.rows,
          fileMb,
          writingSeconds,
          downloadSeconds,
          before,
          writingMb,
          downloadMb,
        ]);
      }
    }
    printTable(
      'Exports of everything, one at a time',
      [
        'kind',
        'bookings',
        'rows',
        'file MB',
        's to write',
        's to download',
        'MB before',
        'writing',
        'download',
      ],
      rows,
    );
  } finally {
    await client.end();
  }
}

async function doubt(desk: Desk, databaseUrl: string): Promise<void> {
  const bookings = await registerBookings(desk, IN_DOUBT);
  const dataSource = createDataSource(databaseUrl);
  await dataSource.initialize();
  try {
    const { inDoubt, done, secondsUntilNone } = await settleAfterOutage(desk, dataSource, bookings);
    printTable(
      'Payments in doubt, after Stripe comes back',
      ['in doubt', 'succeeded after all', 's until none is in doubt', 'per s'],
      [[inDoubt, done, secondsUntilNone, inDoubt / secondsUntilNone]],
    );
  } finally {
    await dataSource.destroy();
  }
}

/** As a newcomer starts it: embedded PostgreSQL, built-in sandbox and demo data, all in one folder. */
async function atRest(): Promise<void> {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const purser = await ServerProcess.start(
    'dist/main.js',
    {
      PORT: String(port),
      PURSER_SANDBOX_PORT: String(sandboxPort),
      PURSER_DATA_DIR: path.join(folder, 'newcomer'),
    },
    `${url}/sign-in`,
  );
  started.unshift(purser);
  const early = purser.residentMb();
  await pause(30_000);
  printTable(
    'The process, as `npm start` runs it for the first time',
    ['', 'value'],
    [
      ['s from start to first page', purser.msToFirstPage / 1000],
      ['resident MB at the first page', early],
      ['resident MB half a minute later, demo data made', purser.residentMb()],
    ],
  );
}

try {
  await main();
} finally {
  for (const part of started) await part.stop();
  rmSync(folder, { recursive: true, force: true });
}
