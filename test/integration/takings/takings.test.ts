import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { ListBalanceTransactions } from '../../../src/application/takings/list-balance-transactions.query.js';
import { GetTakings } from '../../../src/application/takings/get-takings.query.js';
import { ListTakingsMovements } from '../../../src/application/takings/list-takings-movements.query.js';
import { FIGURE_NAMES, overall, type TakingsLine } from '../../../src/application/takings/takings.js';
import { keepBalancesIn } from '../../../src/infrastructure/persistence/balance/balance-calendar.js';
import { Housekeeper } from '../../../src/infrastructure/persistence/housekeeping/housekeeper.js';
import { GetTakingsHandler } from '../../../src/infrastructure/persistence/takings/get-takings.handler.js';
import { ListBalanceTransactionsHandler } from '../../../src/infrastructure/persistence/takings/list-balance-transactions.handler.js';
import { ListTakingsMovementsHandler } from '../../../src/infrastructure/persistence/takings/list-takings-movements.handler.js';
import type { BalanceEntry } from '../../../src/infrastructure/stripe/balance-entry.js';
import { StripeBalanceStore } from '../../../src/infrastructure/takings/stripe-balance-store.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

/** The clocks went back on the first day of November: that day had 25 hours. */
const ZONE = 'America/New_York';
/** What Stripe didn't date yet is of today. */
const YEAR = { from: '2026-01-01', to: '2126-12-31' };
const customer = uuid();

let desk: DeskDatabase;
let takings: GetTakingsHandler;
let movements: ListTakingsMovementsHandler;
let store: StripeBalanceStore;
let housekeeper: Housekeeper;

beforeAll(async () => {
  desk = await deskDatabase();
  takings = new GetTakingsHandler(desk.dataSource, { now: () => new Date('2026-12-31T12:00:00Z') });
  movements = new ListTakingsMovementsHandler(desk.dataSource);
  store = new StripeBalanceStore(desk.dataSource);
  housekeeper = new Housekeeper(desk.dataSource);
  await keepBalancesIn(desk.dataSource, ZONE);
  await sql(`INSERT INTO customers (id, name, email) VALUES ($1, 'C', 'c@example.com')`, [customer]);
});
afterAll(() => desk.drop());

const sql = <Rows = unknown>(statement: string, parameters: unknown[] = []) =>
  desk.dataSource.query<Rows>(statement, parameters);

async function empty(): Promise<void> {
  for (const table of [
    'stripe_balance_transactions',
    'stripe_payouts',
    'dispute_movements',
    'disputes',
    'refunds',
    'collection_reversals',
    'takings_movements',
    'payments',
    'bookings',
  ])
    await sql(`DELETE FROM ${table}`);
}
beforeEach(empty);

async function booking(currency: string): Promise<string> {
  const id = uuid();
  await sql(
    `INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined)
     VALUES ($1::uuid, $1::text, $2, 'C', 'c@example.com', 'Tour', now(), 'later', now(), '{}', 1, $3, 2000000, 0, 0, 0,
       0, 0, 0, 0, 0, 0, 0, 'not_charged', false, false, false)`,
    [id, customer, currency],
  );
  return id;
}

interface Payment {
  readonly id: string;
  readonly intent: string;
  readonly currency: string;
  readonly amount: number;
}

async function charge(currency: string, amount: number): Promise<Payment> {
  const id = uuid();
  const intent = `pi_${id}`;
  await sql(
    `INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, payment_intent, card,
       requested_at, requested_by)
     VALUES ($1, $2, 0, 'charge', 'processing', $3, $4, 0, $5, NULL, now(), '{}')`,
    [id, await booking(currency), currency, amount, intent],
  );
  await sql(
    `UPDATE payments SET state = 'succeeded', captured = amount, card = '{"brand": "visa"}' WHERE id = $1`,
    [id],
  );
  return { id, intent, currency, amount };
}

async function collect(currency: string, amount: number, day: string): Promise<Payment> {
  const id = uuid();
  await sql(
    `INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, collection_method,
       received_on, requested_at, requested_by)
     VALUES ($1, $2, 0, 'collection', 'succeeded', $3, $4, $4, 'cash', $5, now(), '{}')`,
    [id, await booking(currency), currency, amount, day],
  );
  return { id, intent: '', currency, amount };
}

/** What Stripe books for a fact; fees as they fall. */
function entry(fact: string, amount: number, payment: Payment, at: string, fee = 0): BalanceEntry {
  return {
    id: fact.startsWith('txn_') ? fact : `txn_${fact}`,
    type: amount > 0 ? 'charge' : 'refund',
    category: amount > 0 ? 'charge' : 'refund',
    source: fact,
    fact,
    charge: `ch_${payment.id}`,
    paymentIntent: payment.intent,
    currency: payment.currency,
    takenIn: payment.currency,
    amount,
    fee,
    availableOn: new Date(at),
    created: new Date(at),
  };
}

const lines = async () => overall((await takings.execute(new GetTakings(YEAR))).lines);
const lineOf = async (code: string, currency = 'EUR') =>
  (await lines()).find((line) => line.method.code === code && line.currency === currency);

describe('the takings', () => {
  it('are to the cent the sums over payments, refunds and disputes, after any history, read in any order', async () => {
    const moment = fc
      .date({
        min: new Date('2026-10-30T00:00:00Z'),
        max: new Date('2026-11-03T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString());
    const step = fc.record({
      kind: fc.constantFrom(
        'charge',
        'collect',
        'refund',
        'fail',
        'reverse',
        'dispute',
        'win',
        'fold',
        'read',
        'again',
      ),
      currency: fc.constantFrom('EUR', 'JPY'),
      amount: fc.integer({ min: 1, max: 500_000 }),
      which: fc.nat(),
      at: moment,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24 }), async (steps) => {
        await empty();
        const payments: Payment[] = [];
        const charges: Payment[] = [];
        const unread: BalanceEntry[] = [];
        const read: BalanceEntry[] = [];
        for (const { kind, currency, amount, which, at } of steps) {
          const payment = payments[which % Math.max(1, payments.length)];
          const charged = charges[which % Math.max(1, charges.length)];
          if (kind === 'charge') {
            const made = await charge(currency, amount);
            payments.push(made);
            charges.push(made);
            unread.push(entry(made.intent, amount, made, at, 30));
          }
          if (kind === 'collect') payments.push(await collect(currency, amount, at.slice(0, 10)));
          if (kind === 'refund' && payment) {
            const id = `re_${uuid()}`;
            const part = Math.min(amount, payment.amount);
            await sql(
              `INSERT INTO refunds (id, payment_id, currency, amount, status, still_owed, created_at)
               VALUES ($1, $2, $3, $4, 'succeeded', false, $5)`,
              [id, payment.id, payment.currency, part, at],
            );
            if (payment.intent) unread.push(entry(id, -part, payment, at));
          }
          if (kind === 'fail' && charged) {
            const [failed] = await sql<{ id: string; amount: string }[]>(
              `SELECT id, amount FROM refunds WHERE payment_id = $1 AND status = 'succeeded' ORDER BY id LIMIT 1`,
              [charged.id],
            );
            if (failed) {
              await sql(`UPDATE refunds SET status = 'failed' WHERE id = $1`, [failed.id]);
              unread.push({
                ...entry(`${failed.id}:returned`, Number(failed.amount), charged, at),
                type: 'refund_failure',
              });
            }
          }
          if (kind === 'reverse' && payment && !payment.intent) {
            await sql(`UPDATE payments SET captured = 0 WHERE id = $1`, [payment.id]);
            await sql(
              `INSERT INTO collection_reversals (id, payment_id, reason, reversed_at, reversed_by)
               VALUES ($1, $2, 'a mistake', $3, '{}') ON CONFLICT DO NOTHING`,
              [uuid(), payment.id, at],
            );
          }
          if ((kind === 'dispute' || kind === 'win') && charged) {
            const dispute = `du_${charged.id}`;
            await sql(
              `INSERT INTO disputes (id, payment_id, currency, amount, status, opened_at)
               VALUES ($1, $2, $3, $4, 'lost', $5) ON CONFLICT (id) DO UPDATE SET status = $6`,
              [dispute, charged.id, charged.currency, charged.amount, at, kind === 'win' ? 'won' : 'lost'],
            );
            const direction = kind === 'win' ? 'reinstated' : 'withdrawn';
            const id = `txn_${direction}_${charged.id}`;
            const [added] = await sql<unknown[]>(
              `INSERT INTO dispute_movements (id, dispute_id, direction, currency, amount, at)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
              [id, dispute, direction, charged.currency, charged.amount, at],
            );
            if (added)
              unread.push(entry(id, kind === 'win' ? charged.amount : -charged.amount, charged, at, 15));
          }
          if (kind === 'fold') await fold();
          if (kind === 'read') {
            // From the end, so that what came last is known first.
            const some = unread.splice(which % (unread.length + 1));
            await store.put(some);
            read.push(...some);
          }
          if (kind === 'again') await store.put(read);
        }
        await expectToAgree();
        await store.put(unread);
        await expectToAgree();
        const all = (await lines()).filter(({ method }) => method.through === 'stripe');
        const [booked] = await sql<{ net: string }[]>(
          `SELECT coalesce(sum(net), 0) AS net FROM stripe_balance_transactions`,
        );
        // Disputes that were lost without a withdrawal that is known would be awaited; here all are known.
        const awaited = all.reduce((sum, line) => sum + line.awaited, 0);
        if (awaited === 0) {
          expect(all.map(({ difference }) => difference)).toEqual(all.map(() => 0));
          expect(all.reduce((sum, line) => sum + (line.net ?? 0), 0)).toBe(Number(booked?.net));
        }
        await keepBalancesIn(desk.dataSource, 'Pacific/Auckland');
        await expectToAgree();
        await keepBalancesIn(desk.dataSource, ZONE);
        await expectToAgree();
      }),
      { numRuns: 25, seed: 20261126 },
    );
  });

  it('go by the day on which Stripe says that the money moved, whenever it was heard of', async () => {
    const late = await charge('EUR', 1000);
    // 23:30 on the 31st of October in New York, and half an hour after the end of the 25-hour day that followed.
    await store.put([entry(late.intent, 1000, late, '2026-11-01T03:30:00Z', 59)]);
    const next = await charge('EUR', 2000);
    await store.put([entry(next.intent, 2000, next, '2026-11-02T05:30:00Z', 88)]);
    const before = await charge('EUR', 4000);
    await store.put([entry(before.intent, 4000, before, '2026-11-02T04:30:00Z', 146)]);
    const { lines: found } = await takings.execute(new GetTakings(YEAR));
    expect(found.map(({ day, taken, net }) => [day, taken.amount, net])).toEqual([
      ['2026-11-02', 2000, 1912],
      ['2026-11-01', 4000, 3854],
      ['2026-10-31', 1000, 941],
    ]);
  });

  it('say how many facts Stripe’s transactions are awaited of, and which', async () => {
    const made = await charge('EUR', 1000);
    await collect('EUR', 500, '2026-11-02');
    const { lines: found } = await takings.execute(new GetTakings(YEAR));
    expect(found.map(({ method, awaited }) => [method.code, awaited]).sort()).toEqual([
      ['cash', 0],
      ['stripe:card', 1],
    ]);
    const listed = await movements.execute(new ListTakingsMovements({ ...YEAR, awaited: true }));
    expect(listed.rows).toMatchObject([{ payment: made.id, awaited: true, figure: 'taken', amount: 1000 }]);
    const [overdue] = await store.overdueFacts(new Date('2099-01-01'), 10);
    expect(overdue).toBeUndefined();
    await sql(`UPDATE payments SET charge = 'ch_1' WHERE id = $1`, [made.id]);
    expect(await store.overdueFacts(new Date('2099-01-01'), 10)).toEqual([]);
    await sql(`UPDATE takings_movements SET looked_up_at = NULL`);
    expect(await store.overdueFacts(new Date('2099-01-01'), 10)).toMatchObject([{ source: 'ch_1' }]);
  });

  it('forget a refund that failed before it moved anything, and await nothing of it', async () => {
    const made = await charge('EUR', 1000);
    await store.put([entry(made.intent, 1000, made, '2026-11-02T12:00:00Z', 59)]);
    for (const [id, status] of [
      ['re_failed', 'pending'],
      ['re_pending', 'pending'],
    ])
      await sql(
        `INSERT INTO refunds (id, payment_id, currency, amount, status, still_owed, created_at)
         VALUES ($1, $2, 'EUR', 300, $3, false, '2026-11-02T13:00:00Z')`,
        [id, made.id, status],
      );
    await store.neverMoved('re_failed');
    expect(await lineOf('stripe:card')).toMatchObject({ refunded: { count: 2 }, awaited: 2 });
    await sql(`UPDATE refunds SET status = 'failed' WHERE id = 're_failed'`);
    expect(await lineOf('stripe:card')).toMatchObject({ returned: { count: 1 }, awaited: 3 });
    const overdue = await store.overdueFacts(new Date('2099-01-01'), 10);
    expect(overdue.map(({ source }) => source).sort()).toEqual(['re_failed', 're_failed', 're_pending']);
    for (const { source } of overdue) await store.neverMoved(source);
    const nothing = { count: 0, amount: 0 };
    expect(await lineOf('stripe:card')).toMatchObject({
      refunded: { count: 1, amount: 300 },
      returned: nothing,
      awaited: 1,
    });
  });

  it('take a transaction as of no booking until its payment becomes a booking’s', async () => {
    const foreign: Payment = { id: 'x', intent: 'pi_later', currency: 'EUR', amount: 700 };
    await store.put([entry('pi_later', 700, foreign, '2026-11-02T12:00:00Z', 50)]);
    expect((await takings.execute(new GetTakings(YEAR))).others).toMatchObject([
      { standing: 'foreign', amount: 700, fee: 50 },
    ]);
    const made = await charge('EUR', 700);
    await sql(`UPDATE payments SET payment_intent = 'pi_later' WHERE id = $1`, [made.id]);
    const after = await takings.execute(new GetTakings(YEAR));
    expect(after.others).toEqual([]);
    expect(await lineOf('stripe:card')).toMatchObject({ awaited: 0, fees: 50, net: 650, difference: 0 });
  });

  it('know at once of a fact whose transaction was read before it was heard of', async () => {
    const foreign: Payment = { id: 'x', intent: 'pi_early', currency: 'EUR', amount: 700 };
    await store.put([entry('pi_early', 700, foreign, '2026-11-02T12:00:00Z', 50)]);
    const id = uuid();
    await sql(
      `INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, payment_intent, card,
         requested_at, requested_by)
       VALUES ($1, $2, 0, 'charge', 'succeeded', 'EUR', 700, 700, 'pi_early', '{"brand": "visa"}', now(), '{}')`,
      [id, await booking('EUR')],
    );
    const { lines: found } = await takings.execute(new GetTakings(YEAR));
    expect(found).toMatchObject([{ day: '2026-11-02', awaited: 0, fees: 50, net: 650 }]);
  });

  it('are listed for the day that they count for, also where midnight comes twice', async () => {
    await keepBalancesIn(desk.dataSource, 'Atlantic/Azores');
    const transactions = new ListBalanceTransactionsHandler(desk.dataSource);
    // The clocks went back from 1 to 0 o’clock on the 25th, at 1 in UTC.
    for (const at of [
      '2026-10-24T23:59:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-26T00:59:00Z',
    ]) {
      const made = await charge('EUR', 1000);
      await store.put([entry(made.intent, 1000, made, at, 10)]);
    }
    for (const day of ['2026-10-24', '2026-10-25', '2026-10-26']) {
      const period = { from: day, to: day };
      const { lines: found } = await takings.execute(new GetTakings(period));
      const listed = await transactions.execute(new ListBalanceTransactions(period));
      const counted = { '2026-10-24': 1, '2026-10-25': 3, '2026-10-26': 0 }[day];
      expect([day, sum(found, ({ taken }) => taken.count), listed.rows.length]).toEqual([
        day,
        counted,
        counted,
      ]);
    }
    await keepBalancesIn(desk.dataSource, ZONE);
  });

  it('are found by indexes, however many there are', async () => {
    const { id } = await charge('EUR', 1000);
    await sql(
      `INSERT INTO takings_movements (id, payment_id, method, figure, currency, amount, at, day, fact, transaction)
       SELECT 'many:' || i, $1, CASE WHEN i % 500 = 0 THEN 'cash' ELSE 'stripe:card' END,
              CASE WHEN i % 20 = 0 THEN 'refunded' ELSE 'taken' END, CASE WHEN i % 4 = 0 THEN 'USD' ELSE 'EUR' END, 1,
              now(), date '2026-12-01' - i % 400, 'pi_' || i, CASE WHEN i % 100 > 0 THEN 'txn_' || i END
         FROM generate_series(1, 5000) AS i`,
      [id],
    );
    await sql(
      `INSERT INTO stripe_balance_transactions (id, type, category, charge, payment_id, method, currency, amount, fee,
              taken_in, available_on, created, day, payout)
       SELECT 'txn_' || i, 'charge', 'charge', CASE WHEN i % 500 > 0 THEN 'ch_' || i END,
              CASE WHEN i % 300 > 0 THEN $1::uuid END, CASE WHEN i % 200 = 0 THEN 'stripe:other' ELSE 'stripe:card' END,
              'EUR', 1, 0, 'EUR', now(), timestamptz '2026-12-01T00:00:00Z' - i * interval '30 minutes',
              date '2026-12-01' - i / 48, CASE WHEN i > 50 THEN 'po_' || i / 50 END
         FROM generate_series(1, 5000) AS i`,
      [id],
    );
    await sql(`ANALYZE takings_movements, stripe_balance_transactions, takings_days`);
    await desk.dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL enable_seqscan = off`);
      for (const [statement, index] of [
        [`SELECT FROM takings_days WHERE day BETWEEN '2026-11-01' AND '2026-11-02'`, 'takings_days_pkey'],
        [
          `SELECT FROM takings_movements WHERE currency = 'EUR' AND method = 'cash' AND figure = 'taken'
              AND day BETWEEN '2026-11-01' AND '2026-11-02' ORDER BY day DESC, id DESC LIMIT 51`,
          'takings_movements_(currency_)?figure',
        ],
        [
          `SELECT FROM takings_movements WHERE fact = ANY ('{pi_1}') AND fact IS NOT NULL AND transaction IS NULL`,
          'takings_movements_awaited',
        ],
        [
          `SELECT FROM takings_movements WHERE fact IS NOT NULL AND transaction IS NULL
              AND day BETWEEN '2026-11-01' AND '2026-11-02' ORDER BY day DESC, id DESC LIMIT 51`,
          'takings_movements_awaited_day',
        ],
        [
          `SELECT FROM takings_movements WHERE currency = 'EUR' AND figure = 'refunded'
              AND day BETWEEN '2026-01-01' AND '2026-12-31' ORDER BY day DESC, id DESC LIMIT 51`,
          'takings_movements_currency_figure',
        ],
        [
          `SELECT FROM takings_movements WHERE currency = 'EUR'
              AND day BETWEEN '2026-01-01' AND '2026-12-31' ORDER BY day DESC, id DESC LIMIT 51`,
          'takings_movements_currency',
        ],
        [
          `SELECT FROM stripe_balance_transactions WHERE payout IS NULL AND currency = 'EUR'
            ORDER BY created DESC, id DESC LIMIT 51`,
          'stripe_balance_transactions_unpaid',
        ],
        [
          `SELECT FROM stripe_balance_transactions WHERE standing = 'booking' AND currency = 'USD'
              AND created >= '2026-11-01' ORDER BY created DESC, id DESC LIMIT 51`,
          'stripe_balance_transactions_standing_in',
        ],
        [
          `SELECT FROM stripe_balance_transactions WHERE taken_in = 'EUR' AND method = 'stripe:other'
              AND created >= '2026-11-01' ORDER BY created DESC, id DESC LIMIT 51`,
          'stripe_balance_transactions_method',
        ],
        [
          `SELECT FROM stripe_balance_transactions WHERE payout = 'po_1' ORDER BY created DESC, id DESC LIMIT 51`,
          'stripe_balance_transactions_payout',
        ],
        [
          `SELECT FROM stripe_balance_transactions WHERE standing = 'foreign' AND created >= '2026-11-01'
            ORDER BY created DESC, id DESC LIMIT 51`,
          'stripe_balance_transactions_standing',
        ],
      ] as const) {
        const plan = await manager.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${statement}`);
        expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(new RegExp(`${index} `));
      }
    });
  });
});

async function fold(): Promise<void> {
  // Folding is worth it beyond some hundreds only.
  await sql(
    `INSERT INTO takings_differences (day, currency, taken_in, method, figure, count, amount, fee, awaited)
     SELECT date '2026-01-01', 'EUR', '', 'cash', 'taken', 0, 0, 0, 0 FROM generate_series(1, 200)`,
  );
  await Promise.all([housekeeper.foldTakings(), housekeeper.foldTakings()]);
}

/** Each figure against the payments, refunds and disputes themselves, and against the facts listed behind it. */
async function expectToAgree(): Promise<void> {
  const found = await lines();
  const facts = await allFacts();
  for (const currency of ['EUR', 'JPY']) {
    for (const through of ['stripe', 'outside'] as const) {
      const own = found.filter((line) => line.currency === currency && line.method.through === through);
      const figure = (name: (typeof FIGURE_NAMES)[number]) => sum(own, (line) => line[name].amount);
      const kind = through === 'stripe' ? `p.kind <> 'collection'` : `p.kind = 'collection'`;
      const [expected] = await sql<{ taken: string; refunded: string; disputed: string }[]>(
        `SELECT (SELECT coalesce(sum(captured), 0) FROM payments p WHERE ${kind} AND p.currency = $1) AS taken,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r JOIN payments p ON p.id = r.payment_id
                  WHERE ${kind} AND p.currency = $1 AND r.status IN ('pending', 'succeeded')
                    AND NOT EXISTS (SELECT FROM collection_reversals v WHERE v.payment_id = p.id)) AS refunded,
                (SELECT coalesce(sum(CASE m.direction WHEN 'withdrawn' THEN m.amount ELSE -m.amount END), 0)
                   FROM dispute_movements m JOIN disputes d ON d.id = m.dispute_id JOIN payments p ON p.id = d.payment_id
                  WHERE ${kind} AND p.currency = $1)
                + (SELECT coalesce(sum(d.amount), 0) FROM disputes d JOIN payments p ON p.id = d.payment_id
                    WHERE ${kind} AND p.currency = $1 AND d.status = 'lost' AND NOT EXISTS (
                      SELECT FROM dispute_movements m WHERE m.dispute_id = d.id AND m.direction = 'withdrawn'))
                AS disputed`,
        [currency],
      );
      expect({
        taken: figure('taken') - figure('reversed'),
        refunded: figure('refunded') - figure('returned'),
        disputed: figure('disputed') - figure('reinstated'),
      }).toEqual({
        taken: Number(expected?.taken),
        refunded: Number(expected?.refunded),
        disputed: Number(expected?.disputed),
      });
      for (const name of FIGURE_NAMES)
        for (const line of own) {
          const behind = facts.filter(
            (fact) => fact.figure === name && fact.currency === currency && fact.method === line.method.code,
          );
          expect([name, behind.length, behind.reduce((total, fact) => total + fact.amount, 0)]).toEqual([
            name,
            line[name].count,
            line[name].amount,
          ]);
        }
    }
  }
}

async function allFacts() {
  const all = [];
  let cursor: string | undefined;
  do {
    const page = await movements.execute(
      new ListTakingsMovements({ from: YEAR.from, to: YEAR.to, limit: 7, cursor }),
    );
    all.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

function sum(all: readonly TakingsLine[], of: (line: TakingsLine) => number): number {
  return all.reduce((total, line) => total + of(line), 0);
}
