import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { BALANCE_AGE_NAMES, daysOf } from '../../../src/application/balance/balance-ages.js';
import { ListCustomerBalances } from '../../../src/application/balance/list-customer-balances.query.js';
import { ListBookings } from '../../../src/application/booking/list-bookings.query.js';
import { keepBalancesIn } from '../../../src/infrastructure/persistence/balance/balance-calendar.js';
import { GetBalancesHandler } from '../../../src/infrastructure/persistence/balance/get-balances.handler.js';
import { ListCustomerBalancesHandler } from '../../../src/infrastructure/persistence/balance/list-customer-balances.handler.js';
import { ListBookingsHandler } from '../../../src/infrastructure/persistence/booking/list-bookings.handler.js';
import { Housekeeper } from '../../../src/infrastructure/persistence/housekeeping/housekeeper.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

/** Midnight of the 25th in Honolulu is 10:00 UTC: half of a UTC day belongs to the day before. */
const ZONE = 'Pacific/Honolulu';
const NOW = new Date('2026-11-25T12:00:00Z');
const CUSTOMERS = [uuid(), uuid(), uuid()];

let desk: DeskDatabase;
let balances: GetBalancesHandler;
let customers: ListCustomerBalancesHandler;
let bookings: ListBookingsHandler;
let housekeeper: Housekeeper;

beforeAll(async () => {
  desk = await deskDatabase();
  const clock = { now: () => NOW };
  balances = new GetBalancesHandler(desk.dataSource, clock);
  customers = new ListCustomerBalancesHandler(desk.dataSource);
  bookings = new ListBookingsHandler(desk.dataSource, clock);
  housekeeper = new Housekeeper(desk.dataSource);
  await keepBalancesIn(desk.dataSource, ZONE);
  for (const [index, id] of CUSTOMERS.entries())
    await desk.dataSource.query(`INSERT INTO customers (id, name, email) VALUES ($1, $2, $3)`, [
      id,
      `Customer ${index}`,
      `customer${index}@example.com`,
    ]);
});
afterAll(() => desk.drop());
beforeEach(() => desk.dataSource.query(`DELETE FROM bookings`));

const booking = fc.record({
  customer: fc.nat({ max: CUSTOMERS.length - 1 }),
  currency: fc.constantFrom('EUR', 'JPY'),
  outstanding: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 })),
  hoursAgo: fc.integer({ min: -72, max: 24 * 70 }),
});
type Owed = typeof booking extends fc.Arbitrary<infer Value> ? Value : never;

const change = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), booking }),
  fc.record({ kind: fc.constant('change' as const), which: fc.nat(), booking }),
  fc.record({ kind: fc.constant('delete' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('fold' as const) }),
);

async function add({ customer, currency, outstanding, hoursAgo }: Owed): Promise<string> {
  const id = uuid();
  await desk.dataSource.query(
    `INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined)
     VALUES ($1::uuid, $1::text, $2, 'C', 'c@example.com', 'Tour', $3, 'later', now(), '{}', 1, $4, 2000000, 0, 0, 0, 0, 0, 0, 0,
       $5, 0, 0, 'not_charged', false, false, false)`,
    [id, CUSTOMERS[customer], startOf(hoursAgo), currency, outstanding],
  );
  return id;
}

function startOf(hoursAgo: number): Date {
  return new Date(NOW.getTime() - hoursAgo * 3_600_000);
}

describe('what customers owe', () => {
  it('is to the cent what their bookings owe, by currency, age and customer, after any history', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 25 }), async (changes) => {
        await desk.dataSource.query(`DELETE FROM bookings`);
        const ids: string[] = [];
        for (const each of changes) {
          const id = 'which' in each ? ids[each.which % Math.max(1, ids.length)] : undefined;
          if (each.kind === 'add') ids.push(await add(each.booking));
          if (each.kind === 'fold') await foldAll();
          if (each.kind === 'delete' && id)
            await desk.dataSource.query(`DELETE FROM bookings WHERE id = $1`, [id]);
          if (each.kind === 'change' && id) {
            const { customer, currency, outstanding, hoursAgo } = each.booking;
            await desk.dataSource.query(
              `UPDATE bookings SET customer_id = $2, currency = $3, outstanding = $4, starts_at = $5 WHERE id = $1`,
              [id, CUSTOMERS[customer], currency, outstanding, startOf(hoursAgo)],
            );
          }
        }
        await expectToAgree();
      }),
      { numRuns: 40, seed: 20261125 },
    );
  });

  it('stays the same when the business moves to another time zone, but for the ages', async () => {
    for (const hoursAgo of [1, 30, 200, 800, 1600])
      await add({ customer: 0, currency: 'EUR', outstanding: 500, hoursAgo });
    await keepBalancesIn(desk.dataSource, 'Pacific/Auckland');
    await expectToAgree('Pacific/Auckland');
    await keepBalancesIn(desk.dataSource, ZONE);
    await expectToAgree();
  });

  it('is of the same age in a figure and in the list behind it, also where midnight comes twice', async () => {
    await keepBalancesIn(desk.dataSource, 'Atlantic/Azores');
    // The clocks went back from 1 to 0 o’clock on the 25th of October, at 1 in UTC: this starts between the two.
    const start = Date.parse('2026-10-25T00:30:00Z');
    await add({
      customer: 0,
      currency: 'EUR',
      outstanding: 500,
      hoursAgo: (NOW.getTime() - start) / 3_600_000,
    });
    const clock = { now: () => new Date('2026-11-01T12:00:00Z') };
    const [balance] = await new GetBalancesHandler(desk.dataSource, clock).execute();
    const list = new ListBookingsHandler(desk.dataSource, clock);
    for (const { age, bookings: counted } of balance?.ages ?? []) {
      const { rows } = await list.execute(new ListBookings({ age, currency: 'EUR' }));
      expect([age, rows.length]).toEqual([age, counted]);
      expect(counted).toBe(age === 'days_1_to_7' ? 1 : 0);
    }
    await keepBalancesIn(desk.dataSource, ZONE);
  });

  it.each([
    'Atlantic/Azores',
    'America/Havana',
    'Africa/Cairo',
    'Asia/Beirut',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ])('has days in %s that begin where the one before ends', async (zone) => {
    await keepBalancesIn(desk.dataSource, zone);
    const gaps = await desk.dataSource.query<unknown[]>(
      `SELECT day FROM (SELECT day::date AS day, balance_day_begins(day::date) AS begins
                          FROM generate_series(timestamp '2010-01-01', '2011-12-28', '1 day') AS day
                        UNION ALL SELECT day::date, balance_day_begins(day::date)
                          FROM generate_series(timestamp '2025-01-01', '2027-12-31', '1 day') AS day) AS days
        WHERE balance_day(begins) <> day OR balance_day(begins - interval '1 millisecond') <> day - 1`,
    );
    await keepBalancesIn(desk.dataSource, ZONE);
    expect(gaps).toEqual([]);
  });

  it('pages through all customers once, the most first', async () => {
    for (const [index, customer] of [0, 1, 2, 0].entries())
      await add({ customer, currency: index === 3 ? 'JPY' : 'EUR', outstanding: 700, hoursAgo: index });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await customers.execute(new ListCustomerBalances({ limit: 1, cursor }));
      seen.push(...page.rows.map((row) => `${row.customer.id} ${row.currency}`));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
    const { rows } = await customers.execute(new ListCustomerBalances({ currency: 'JPY' }));
    expect(rows).toMatchObject([{ customer: { name: 'Customer 0' }, outstanding: 700, bookings: 1 }]);
  });
});

async function foldAll(): Promise<void> {
  const pending = await desk.dataSource.query<unknown[]>(`SELECT FROM balance_differences`);
  // Folding is worth it beyond some hundreds only.
  if (pending.length > 0)
    await desk.dataSource.query(
      `INSERT INTO balance_differences (currency, day, bookings, outstanding)
       SELECT 'EUR', date '2026-01-01', 0, 0 FROM generate_series(1, 200)`,
    );
  await Promise.all([housekeeper.foldBalances(), housekeeper.foldBalances()]);
}

/** Every figure against the bookings that the list shows behind it. */
async function expectToAgree(zone = ZONE): Promise<void> {
  const all = (await bookings.execute(new ListBookings({ limit: 200 }))).rows;
  const found = await balances.execute();
  for (const currency of ['EUR', 'JPY']) {
    const owed = all.filter((row) => row.currency === currency && row.outstanding > 0);
    const balance = found.find((each) => each.currency === currency);
    expect([currency, balance?.outstanding ?? 0, balance?.bookings ?? 0]).toEqual([
      currency,
      sum(owed),
      owed.length,
    ]);
    for (const age of BALANCE_AGE_NAMES) {
      const { rows } = await bookings.execute(new ListBookings({ currency, age, limit: 200 }));
      const { from = -Infinity, to = Infinity } = daysOf(age);
      const ofAge = owed.filter(({ startsAt }) => {
        const days = dayIn(zone, NOW) - dayIn(zone, startsAt);
        return from <= days && days <= to;
      });
      expect([age, rows.map(({ id }) => id).sort()]).toEqual([age, ofAge.map(({ id }) => id).sort()]);
      const figure = balance?.ages.find((each) => each.age === age);
      expect([age, figure?.outstanding ?? 0, figure?.bookings ?? 0]).toEqual([age, sum(rows), rows.length]);
    }
  }
  const owing = await customers.execute(new ListCustomerBalances({ limit: 200 }));
  const expected = CUSTOMERS.flatMap((customer) =>
    ['EUR', 'JPY'].map((currency) =>
      all.filter((row) => row.customer.id === customer && row.currency === currency),
    ),
  )
    .map((rows) => [sum(rows), rows.filter(({ outstanding }) => outstanding > 0).length])
    .filter(([outstanding]) => outstanding !== 0);
  const byAmount = (a: number[], b: number[]) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
  expect(owing.rows.map((row) => [row.outstanding, row.bookings]).sort(byAmount)).toEqual(
    expected.sort(byAmount),
  );
  for (const { customer, currency, outstanding } of owing.rows) {
    const { rows } = await bookings.execute(
      new ListBookings({ customer: customer.id, currency, owing: true, limit: 200 }),
    );
    expect(sum(rows)).toBe(outstanding);
  }
}

/** Days since 1970 on the wall calendar of a place. */
function dayIn(zone: string, moment: Date): number {
  const wall = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(moment);
  return Date.parse(`${wall}T00:00:00Z`) / 86_400_000;
}

function sum(rows: readonly { readonly outstanding: number }[]): number {
  return rows.reduce((total, { outstanding }) => total + outstanding, 0);
}
