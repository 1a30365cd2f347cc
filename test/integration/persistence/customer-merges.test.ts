import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { type IntroduceCustomer } from '../../../src/application/customer/introduce-customer.js';
import {
  MergeCustomers,
  MergeCustomersHandler,
} from '../../../src/application/customer/merge-customers.command.js';
import {
  RegisterBooking,
  RegisterBookingHandler,
} from '../../../src/application/booking/register-booking.command.js';
import { ListCustomers } from '../../../src/application/customer/list-customers.query.js';
import type { RequestPayment } from '../../../src/application/payment/request-payment.js';
import type { DomainError } from '../../../src/domain/shared/domain-error.js';
import { ListCustomersHandler } from '../../../src/infrastructure/persistence/customer/list-customers.handler.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { until } from '../../support/until.js';
import { Money } from '../../../src/domain/shared/money.js';
import { ANA, NOW } from '../../support/domain/causes.js';

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
});
afterAll(() => desk.drop());

const clock = { now: () => NOW };
const merge = (survivor: string, merged: string) =>
  new MergeCustomersHandler(unitOfWork, clock).execute(
    new MergeCustomers({ merge: uuid(), survivor, merged, reason: 'One person', by: ANA }),
  );

let people = 0;
async function aCustomer(): Promise<{ id: string; email: string }> {
  const email = `person${(people += 1)}@example.com`;
  const id = uuid();
  await desk.dataSource.query(`INSERT INTO customers (id, name, email) VALUES ($1, 'Somebody', $2)`, [
    id,
    email,
  ]);
  await desk.dataSource.query(`INSERT INTO stripe_customers (id, customer_id) VALUES ($1, $2)`, [
    `cus_${people}`,
    id,
  ]);
  await desk.dataSource.query(`UPDATE customers SET stripe_customer = $2 WHERE id = $1`, [
    id,
    `cus_${people}`,
  ]);
  return { id, email };
}

/** Through the use case, as a program would; Stripe isn't there. */
async function register(email: string, total = Money.of(1000, 'EUR')): Promise<string> {
  const introduce = { execute: () => Promise.resolve(false) } as unknown as IntroduceCustomer;
  const handler = new RegisterBookingHandler(unitOfWork, introduce, {} as RequestPayment, clock);
  const booking = uuid();
  await handler.execute(
    new RegisterBooking({
      ids: { booking, customer: uuid(), payment: uuid() },
      reference: booking,
      contact: { name: 'Somebody', email },
      service: 'Tour',
      startsAt: NOW,
      total,
      paymentOption: 'later',
      by: ANA,
    }),
  );
  return booking;
}

async function ownerOf(booking: string): Promise<string | undefined> {
  const [row] = await desk.dataSource.query<{ customer_id: string }[]>(
    `SELECT customer_id FROM bookings WHERE id = $1`,
    [booking],
  );
  return row?.customer_id;
}

/** What is kept of what customers owe, and what their bookings say. */
async function balances(): Promise<{ kept: unknown; summed: unknown }> {
  const [kept, summed] = await Promise.all([
    desk.dataSource.query<unknown>(
      `SELECT customer_id, currency, bookings::text, outstanding::text FROM customer_balances
        WHERE outstanding <> 0 ORDER BY 1, 2`,
    ),
    desk.dataSource.query<unknown>(
      `SELECT customer_id, currency, count(*)::text AS bookings, sum(outstanding)::text AS outstanding FROM bookings
        WHERE outstanding > 0 GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
  ]);
  return { kept, summed };
}

async function owedInAll(): Promise<unknown> {
  return desk.dataSource.query<unknown>(
    `SELECT currency, sum(outstanding)::text AS outstanding, sum(bookings)::text AS bookings FROM customer_balances
      GROUP BY 1 ORDER BY 1`,
  );
}

describe('merging customers in PostgreSQL', () => {
  it('keeps every balance to the cent, whatever is merged in whatever order', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('book' as const),
        who: fc.nat(4),
        amount: fc.integer({ min: 1, max: 99_999 }),
        currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
      }),
      fc.record({ kind: fc.constant('merge' as const), survivor: fc.nat(4), merged: fc.nat(4) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const everybody = [];
        for (let index = 0; index < 5; index += 1) everybody.push(await aCustomer());
        const leadsTo = everybody.map((_, index) => index);
        for (const each of steps) {
          const before = await owedInAll();
          if (each.kind === 'book') {
            const booking = await register(
              everybody[each.who]?.email ?? '',
              Money.of(each.amount, each.currency),
            );
            expect(await ownerOf(booking)).toBe(everybody[leadsTo[each.who] ?? 0]?.id);
          } else {
            const [survivor, merged] = [everybody[each.survivor]?.id ?? '', everybody[each.merged]?.id ?? ''];
            const isAllowed =
              each.survivor !== each.merged &&
              leadsTo[each.survivor] === each.survivor &&
              leadsTo[each.merged] === each.merged;
            const outcome = await merge(survivor, merged).then(
              () => 'merged',
              (error: DomainError) => error.code,
            );
            const isSame = leadsTo[each.merged] === each.survivor && each.survivor !== each.merged;
            if (!isSame) expect(outcome === 'merged').toBe(isAllowed);
            if (isAllowed)
              leadsTo.forEach((to, index) => to === each.merged && (leadsTo[index] = each.survivor));
            expect(await owedInAll()).toEqual(before);
          }
          const { kept, summed } = await balances();
          expect(kept).toEqual(summed);
        }
        const records = await desk.dataSource.query<{ id: string; merged_into: string | null }[]>(
          `SELECT id, merged_into FROM customers WHERE id = ANY($1)`,
          [everybody.map(({ id }) => id)],
        );
        for (const [index, { id }] of everybody.entries()) {
          const to = everybody[leadsTo[index] ?? index]?.id;
          expect(records.find((row) => row.id === id)?.merged_into ?? id).toBe(to);
        }
      }),
      { numRuns: 15, seed: 20261126 },
    );
  });

  it('leaves no booking with a record that leads elsewhere, however many come at the same time', async () => {
    const [survivor, merged] = [await aCustomer(), await aCustomer()];
    const registrations = Array.from({ length: 12 }, (_, index) =>
      register(index % 2 === 0 ? merged.email : merged.email.toUpperCase()),
    );
    const [first] = await Promise.all([merge(survivor.id, merged.id), ...registrations]);
    expect(first).toMatchObject({ survivor: survivor.id });
    const bookings = await Promise.all(registrations);
    expect(await Promise.all(bookings.map(ownerOf))).toEqual(bookings.map(() => survivor.id));
    const { kept, summed } = await balances();
    expect(kept).toEqual(summed);
  });

  it('is not overtaken by an import whose customer was merged twice while it waited', async () => {
    const [first, second, third] = [await aCustomer(), await aCustomer(), await aCustomer()];
    await merge(second.id, first.id);
    const other = desk.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(`SELECT FROM customers WHERE id = ANY($1) ORDER BY id FOR UPDATE`, [
      [second.id, third.id],
    ]);
    const contact = { name: 'Somebody', email: first.email };
    const found = unitOfWork.run(({ customers }) => customers.findOrAddAll([{ id: uuid(), contact }]));
    await until(async () => {
      const [waiting] = await desk.dataSource.query<{ count: string }[]>(
        `SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR KEY SHARE%'`,
      );
      return waiting?.count === '1';
    });
    await other.query(
      `UPDATE customers SET merged_into = $2, merged_at = now(), stripe_customer = NULL
        WHERE id = $1 OR merged_into = $1`,
      [second.id, third.id],
    );
    await other.commitTransaction();
    await other.release();
    expect((await found).get(first.email)).toBe(third.id);
  });

  it('is done by one of two who want it the other way round, and once by two who want the same', async () => {
    const [one, other] = [await aCustomer(), await aCustomer()];
    const ways = await Promise.allSettled([
      merge(one.id, other.id),
      merge(other.id, one.id),
      merge(one.id, other.id),
    ]);
    const left = ways.flatMap((way) => (way.status === 'fulfilled' ? [way.value.survivor] : []));
    expect(new Set(left).size).toBe(1);
    const [stored] = await desk.dataSource.query<{ merges: number; circles: number }[]>(
      `SELECT (SELECT count(*)::integer FROM customer_merges WHERE merged_id = ANY($1)) AS merges,
              (SELECT count(*)::integer FROM customers a JOIN customers b ON b.id = a.merged_into
                WHERE b.merged_into IS NOT NULL) AS circles`,
      [[one.id, other.id]],
    );
    expect(stored).toEqual({ merges: 1, circles: 0 });
  });

  it('moves what hangs on the customer, and finds them by all that they were known by', async () => {
    const [survivor, merged] = [await aCustomer(), await aCustomer()];
    const booking = await register(merged.email);
    const note = { id: uuid(), customer: merged.id, text: 'Comes early', addedAt: NOW, addedBy: ANA };
    await unitOfWork.run(({ notes }) => notes.add(note));
    await unitOfWork.run(async ({ wallets }) => {
      const wallet = await wallets.lock(merged.id);
      const [, number] = /person(\d+)/.exec(merged.email) ?? [];
      const card = { id: `pm_${merged.id}`, brand: 'visa', last4: '4242', addedAt: NOW };
      wallet.recordAttached({ ...card, stripeCustomer: `cus_${number ?? ''}` }, { by: ANA, at: NOW });
      await wallets.save(wallet);
    });
    await merge(survivor.id, merged.id);
    const tables = ['customer_notes', 'stripe_customers', 'cards', 'customer_events', 'bookings'];
    for (const table of tables) {
      const left = await desk.dataSource.query<unknown[]>(`SELECT 1 FROM ${table} WHERE customer_id = $1`, [
        merged.id,
      ]);
      expect([table, left]).toEqual([table, []]);
    }
    const customer = await unitOfWork.run(({ customers }) => customers.get(merged.id));
    expect(customer).toMatchObject({ id: survivor.id, cards: [{ id: `pm_${merged.id}` }] });
    expect(customer.stripeCustomers).toHaveLength(2);
    for (const there of customer.stripeCustomers)
      expect(await unitOfWork.run(({ customers }) => customers.findByStripeCustomer(there))).toMatchObject({
        id: survivor.id,
      });
    const { rows } = await new ListCustomersHandler(desk.dataSource).execute(
      new ListCustomers({ q: merged.email }),
    );
    expect(rows.map(({ id }) => id)).toEqual([survivor.id]);
    const [event] = await desk.dataSource.query<{ type: string; data: { reason: string } }[]>(
      `SELECT type, data FROM booking_events WHERE booking_id = $1 ORDER BY id DESC LIMIT 1`,
      [booking],
    );
    expect(event).toMatchObject({ type: 'customer_merged', data: { reason: 'One person' } });
  });
});

describe('the list of customers', () => {
  it('goes through all of them once, in either order, and escapes what is searched for', async () => {
    const list = new ListCustomersHandler(desk.dataSource);
    for (const sort of ['-created_at', 'name'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list.execute(new ListCustomers({ sort, limit: 7, cursor }));
        seen.push(...page.rows.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor);
      const [counted] = await desk.dataSource.query<{ all: number }[]>(
        `SELECT count(*)::integer AS all FROM customers WHERE merged_into IS NULL`,
      );
      expect([new Set(seen).size, seen.length]).toEqual([counted?.all, counted?.all]);
    }
    expect((await list.execute(new ListCustomers({ q: '%' }))).rows).toEqual([]);
  });

  it('is found by an index, whichever way it is asked', async () => {
    const { dataSource } = desk;
    // Of a few, any way is as good as another.
    await dataSource.query(
      `INSERT INTO customers (id, name, email, primary_card)
       SELECT gen_random_uuid(), 'Customer ' || nth, nth || '@example.com', CASE WHEN nth % 1000 > 0 THEN 'pm_' || nth END
         FROM generate_series(1, 20000) AS nth`,
    );
    await dataSource.query('VACUUM (ANALYZE) customers');
    const plan = async (where: string, order: string) =>
      JSON.stringify(
        await dataSource.query(
          `EXPLAIN SELECT id FROM customers c WHERE c.merged_into IS NULL ${where} ORDER BY ${order} LIMIT 50`,
        ),
      );
    const plans = [
      await plan('', 'c.created_at DESC, c.id DESC'),
      await plan('', 'c.name_key, c.id'),
      await plan(`AND c.search LIKE '%zzz-nobody%'`, 'c.created_at DESC, c.id DESC'),
      await plan(`AND c.primary_card IS NULL`, 'c.created_at DESC, c.id DESC'),
      await plan(`AND c.primary_card IS NULL`, 'c.name_key, c.id'),
    ];
    expect(plans[0]).toContain('customers_created_at');
    expect(plans[1]).toContain('customers_name_key');
    expect(plans[2]).toContain('customers_search');
    expect(plans[3]).toContain('customers_cardless_created_at');
    expect(plans[4]).toContain('customers_cardless_name_key');
  });
});
