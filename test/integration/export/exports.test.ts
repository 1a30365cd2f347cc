import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { ListBookings, type BookingFilter } from '../../../src/application/booking/list-bookings.query.js';
import { EXPORT_COLUMNS } from '../../../src/application/export/export-columns.js';
import { EXPORT_KINDS, type ExportKind } from '../../../src/domain/export/export-order.js';
import { keepBalancesIn } from '../../../src/infrastructure/persistence/balance/balance-calendar.js';
import { ListBookingsHandler } from '../../../src/infrastructure/persistence/booking/list-bookings.handler.js';
import { SettableClock } from '../../support/application/settable-clock.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { ExportDesk } from '../../support/export-desk.js';

/** Midnight is 10:00 UTC. */
const ZONE = 'Pacific/Honolulu';
const CUSTOMERS = [uuid(), uuid()] as const;
const CURRENCIES = ['USD', 'JPY', 'KWD'];
const EXPONENTS: Readonly<Record<string, number>> = { USD: 2, JPY: 0, KWD: 3 };

let desk: DeskDatabase;
let exports: ExportDesk;
let list: ListBookingsHandler;

beforeAll(async () => {
  desk = await deskDatabase();
  const clock = new SettableClock();
  exports = new ExportDesk(desk.dataSource, ZONE, clock);
  list = new ListBookingsHandler(desk.dataSource, clock);
  await keepBalancesIn(desk.dataSource, ZONE);
  await stock();
});
afterAll(() => desk.drop());

describe('a file of bookings', () => {
  const filters: BookingFilter[] = [
    {},
    { status: 'not_charged' },
    { status: 'charged_in_full' },
    { status: 'needs_attention' },
    { status: 'hold_expiring' },
    { status: 'disputed' },
    { life: 'cancelled' },
    { q: 'hb-1' },
    { q: 'O’NEILL_50%' },
    { owing: true },
    { age: 'not_yet_due' },
    { age: 'days_8_to_30' },
    { currency: 'JPY' },
    { customer: CUSTOMERS[1] },
    {
      status: 'not_charged',
      life: 'scheduled',
      q: 'guest',
      owing: true,
      currency: 'USD',
      customer: CUSTOMERS[0],
    },
    { q: 'nobody at all' },
  ];

  it.each(filters)('has exactly the bookings that the list shows for %j', async (filter) => {
    const { rows } = await list.execute(new ListBookings({ ...filter, limit: 200 }));
    const { records, view } = await exports.exported('bookings', { filter });
    expect(records.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    expect(view.rows).toBe(rows.length);
    for (const record of records) {
      const row = rows.find(({ id }) => id === record.id);
      expect(record).toMatchObject({
        reference: row?.reference,
        payment_status: row?.paymentStatus,
        flags: row?.flags.join(' '),
        customer_name: row?.customer.name,
      });
      expect(minor(record.total, record.currency)).toBe(BigInt(row?.total ?? -1));
      expect(minor(record.outstanding, record.currency)).toBe(BigInt(row?.outstanding ?? -1));
    }
  });

  it('keeps rows of other kinds to the bookings of the filter', async () => {
    const filter: BookingFilter = { status: 'charged_in_full', currency: 'KWD' };
    const { records: bookings } = await exports.exported('bookings', { filter });
    const ids = bookings.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    for (const kind of ['payments', 'refunds', 'collections', 'disputes'] as const) {
      const all = (await exports.exported(kind)).records;
      const some = (await exports.exported(kind, { filter })).records;
      expect(some).toEqual(all.filter((record) => ids.includes(record.booking_id ?? '')));
      expect(all.length).toBeGreaterThan(some.length);
    }
  });
});

describe('every kind of file', () => {
  it.each(EXPORT_KINDS)('of %s has its columns, each of them filled somewhere', async (kind) => {
    const { file, records } = await exports.exported(kind);
    const names = EXPORT_COLUMNS[kind].map(({ name }) => name);
    expect(file.split('\r\n')[0]).toBe(names.join(','));
    expect(records.length).toBeGreaterThan(0);
    for (const name of names)
      expect([name, records.some((record) => record[name] !== '')]).toEqual([name, true]);
  });

  it.each(EXPORT_KINDS)('of %s adds up, to the minor unit, to its totals', async (kind) => {
    const { records, view } = await exports.exported(kind);
    expect(view.totals.length).toBeGreaterThan(0);
    for (const { currency, rows, amounts } of view.totals) {
      const mine = records.filter((record) => record.currency === currency);
      expect(rows).toBe(mine.length);
      for (const [column, amount] of Object.entries(amounts))
        expect([column, mine.reduce((sum, record) => sum + minor(record[column], currency), 0n)]).toEqual([
          column,
          amount,
        ]);
    }
    expect(view.totals.reduce((sum, { rows }) => sum + rows, 0)).toBe(records.length);
  });

  it.each([
    ['bookings', 'outstanding', `SELECT currency, sum(outstanding) AS sum FROM bookings GROUP BY 1`],
    ['bookings', 'total', `SELECT currency, sum(total) AS sum FROM bookings GROUP BY 1`],
    ['payments', 'captured', `SELECT currency, sum(captured) AS sum FROM payments GROUP BY 1`],
    ['payments', 'refunded', `SELECT currency, sum(refunded) AS sum FROM bookings GROUP BY 1`],
    [
      'refunds',
      'given_back',
      `SELECT currency, sum(amount) FILTER (WHERE status <> 'failed') AS sum FROM refunds GROUP BY 1`,
    ],
    ['collections', 'collected', `SELECT currency, sum(collected) AS sum FROM bookings GROUP BY 1`],
    ['disputes', 'amount', `SELECT currency, sum(amount) AS sum FROM disputes GROUP BY 1`],
    ['balances', 'outstanding', `SELECT currency, sum(outstanding) AS sum FROM customer_balances GROUP BY 1`],
  ] as const)('has in its totals of %s, %s, what the books have', async (kind, column, sql) => {
    const { view } = await exports.exported(kind);
    const booked = await desk.dataSource.query<{ currency: string; sum: string }[]>(sql);
    expect(view.totals.map((total) => [total.currency, total.amounts[column]]).sort()).toEqual(
      booked.map(({ currency, sum }) => [currency, BigInt(sum)]).sort(),
    );
  });

  it('of balances splits what each customer owes by age, to the minor unit', async () => {
    const { records } = await exports.exported('balances');
    for (const record of records) {
      const ages = ['not_yet_due', 'days_1_to_7', 'days_8_to_30', 'days_31_to_60', 'over_60_days'];
      expect(ages.reduce((sum, age) => sum + minor(record[age], record.currency), 0n)).toBe(
        minor(record.outstanding, record.currency),
      );
    }
  });

  it.each(EXPORT_KINDS)('of %s is its columns’ names alone where there is nothing', async (kind) => {
    const { records, view } = await exports.exported(kind, { filter: { q: 'nobody at all' } });
    expect(records).toEqual([]);
    expect(view).toMatchObject({ state: 'ready', rows: 0, totals: [] });
  });
});

describe('a period', () => {
  const dated: readonly [ExportKind, string][] = [
    ['bookings', 'start_date'],
    ['payments', 'created_date'],
    ['refunds', 'created_date'],
    ['collections', 'received_on'],
    ['disputes', 'opened_date'],
  ];

  it.each(dated)('of %s takes both its days in, by the calendar of the business', async (kind, column) => {
    const all = (await exports.exported(kind)).records;
    const days = [...new Set(all.map((record) => record[column] ?? ''))].sort();
    const [from, to] = [days[1] ?? '', days[2] ?? ''];
    expect(days.length).toBeGreaterThan(3);
    const within = (period: object) => exports.exported(kind, { period }).then(({ records }) => records);
    const since = (first: string, last: string) =>
      all.filter((record) => first <= (record[column] ?? '') && (record[column] ?? '') <= last);
    expect(await within({ from, to })).toEqual(since(from, to));
    expect(await within({ from: to })).toEqual(since(to, '9999'));
    expect(await within({ to: from })).toEqual(since('', from));
    expect(await within({ from, to: from })).toEqual(since(from, from));
  });

  it('begins at a day’s first midnight where the clocks give it two', async () => {
    const azores = new ExportDesk(desk.dataSource, 'Atlantic/Azores', new SettableClock());
    // The clocks went back from 1 to 0 o’clock on the 25th of October, at 1 in UTC.
    await desk.dataSource.query(
      `UPDATE bookings SET starts_at = '2026-10-25T00:30:00Z' WHERE reference = 'HB-1'`,
    );
    const within = async (day: string) => {
      const { records } = await azores.exported('bookings', { period: { from: day, to: day } });
      return records.filter(({ reference }) => reference === 'HB-1').map(({ start_date: date }) => date);
    };
    expect([await within('2026-10-24'), await within('2026-10-25')]).toEqual([[], ['2026-10-25']]);
  });
});

it('gives back whatever people are called, and runs none of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(name, { minLength: 3, maxLength: 3 }), async (names) => {
      const wanted = ['HB-1', 'HB-2', 'HB-3'].map((reference, index) => [reference, names[index] ?? '']);
      for (const [reference, customer] of wanted)
        await desk.dataSource.query(`UPDATE bookings SET customer_name = $2 WHERE reference = $1`, [
          reference,
          customer,
        ]);
      const { records } = await exports.exported('bookings', { filter: { customer: CUSTOMERS[0] } });
      for (const [reference, customer] of wanted)
        expect(records.find((record) => record.reference === reference)?.customer_name ?? customer).toBe(
          customer,
        );
    }),
    { numRuns: 15, seed: 20261126 },
  );
});

const name = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'=+-@\t\r\n\'",;＝＋'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    { maxLength: 12 },
  )
  .map((characters) => characters.join('').replaceAll('\0', ''));

/** "185.50" of USD as 18550n. */
function minor(decimal: string | undefined, currency = 'USD'): bigint {
  const exponent = EXPONENTS[currency] ?? 2;
  const form = exponent === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${exponent}}$`);
  expect(decimal).toMatch(form);
  return BigInt((decimal ?? '').replace('.', ''));
}

/** Bookings in every state and currency, with payments, refunds, collections and disputes behind their amounts. */
async function stock(): Promise<void> {
  const { dataSource } = desk;
  for (const [index, id] of CUSTOMERS.entries())
    await dataSource.query(`INSERT INTO customers (id, name, email, phone) VALUES ($1, $2, $3, $4)`, [
      id,
      `Customer ${index}`,
      `customer${index}@example.com`,
      '+351 912 345 678',
    ]);
  await dataSource.query(
    `WITH source AS (
       SELECT i, ($2::text[])[1 + i % 3] AS currency, 1000 + i * 17 AS total, i % 4 AS shape
         FROM generate_series(1, 90) AS i
     )
     INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, customer_phone, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined, hold_expires_at, life)
     SELECT gen_random_uuid(), 'HB-' || i, ($1::uuid[])[1 + i % 2],
       CASE WHEN i = 7 THEN 'Zoë O’Neill_50%' ELSE 'Guest ' || i END, 'guest' || i || '@Example.com', '-1',
       'Harbour, "tour"', timestamptz '2026-06-01T08:00:00Z' + (i % 23 - 17) * interval '1 day' + (i % 7) * interval '1 h',
       'later', timestamptz '2026-05-01T10:00:00.123Z' + (i % 7) * interval '15 h', '{"kind":"system","name":"Purser"}',
       1, currency, total, CASE shape WHEN 1 THEN total WHEN 2 THEN total ELSE 0 END,
       CASE shape WHEN 3 THEN 500 ELSE 0 END, CASE shape WHEN 2 THEN 300 ELSE 0 END, 0,
       CASE WHEN i % 12 = 1 THEN total ELSE 0 END, 0, 0,
       CASE shape WHEN 0 THEN total WHEN 2 THEN 300 WHEN 3 THEN total - 500 ELSE 0 END, 0, 0,
       (ARRAY['not_charged', 'charged_in_full', 'partially_charged', 'partially_charged'])[1 + shape], i = 11, false,
       i = 12, CASE i WHEN 13 THEN timestamptz '2026-06-02T12:00:00Z' WHEN 14 THEN timestamptz '2026-07-20T12:00:00Z' END,
       CASE WHEN i % 10 = 0 THEN 'cancelled' ELSE 'scheduled' END
     FROM source`,
    [CUSTOMERS, CURRENCIES],
  );
  await dataSource.query(`
    INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, card, payment_intent, charge,
      decline, note, requested_at, requested_by)
    SELECT gen_random_uuid(), b.id, 0, 'charge',
      CASE WHEN captured > 0 THEN 'succeeded' ELSE 'declined' END, currency, total, captured,
      '{"id":"pm","brand":"visa","last4":"4242"}', 'pi_' || reference, 'ch_' || reference,
      CASE WHEN captured = 0 THEN '{"code":"card_declined","declineCode":"generic_decline"}'::jsonb END, 'noted',
      registered_at, '{"kind":"staff","name":"Ana Ruiz"}'
      FROM bookings b WHERE collected = 0`);
  await dataSource.query(`
    INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, note, collection_method,
      received_on, requested_at, requested_by)
    SELECT gen_random_uuid(), b.id, 1 + n, 'collection', 'succeeded', currency, 500, CASE n WHEN 0 THEN collected ELSE 0 END,
      '=note', 'cash', registered_at::date, registered_at, '{"kind":"staff","name":"Ana Ruiz"}'
      FROM bookings b, generate_series(0, 1) n WHERE collected > 0`);
  await dataSource.query(`
    INSERT INTO collection_reversals (id, payment_id, reason, reversed_at, reversed_by)
    SELECT gen_random_uuid(), id, 'A mistake', requested_at, requested_by FROM payments
     WHERE kind = 'collection' AND captured = 0`);
  await dataSource.query(`
    INSERT INTO refunds (id, payment_id, currency, amount, status, reason, still_owed, created_at, note)
    SELECT 're_' || n || '_' || b.reference, p.id, b.currency, 300, CASE n WHEN 0 THEN 'succeeded' ELSE 'failed' END,
      'duplicate', true, b.registered_at, 'noted'
      FROM bookings b JOIN payments p ON p.booking_id = b.id, generate_series(0, 1) n
     WHERE b.refunded > 0 OR (n = 1 AND b.captured > 0)`);
  await dataSource.query(`
    INSERT INTO disputes (id, payment_id, currency, amount, status, reason, evidence_due_by, opened_at)
    SELECT 'dp_' || b.reference, p.id, b.currency, b.disputed, 'open', 'fraudulent', b.starts_at, b.registered_at
      FROM bookings b JOIN payments p ON p.booking_id = b.id WHERE b.disputed > 0`);
}
