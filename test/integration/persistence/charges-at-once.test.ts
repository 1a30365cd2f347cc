import { v7 as uuid } from 'uuid';
import type { QueryRunner } from 'typeorm';
import { Housekeeper } from '../../../src/infrastructure/persistence/housekeeping/housekeeper.js';
import { StripeBalanceStore } from '../../../src/infrastructure/takings/stripe-balance-store.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

let desk: DeskDatabase;
const open: QueryRunner[] = [];

beforeAll(async () => {
  desk = await deskDatabase();
});
afterEach(async () => {
  for (const runner of open.splice(0)) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
});
afterAll(() => desk.drop());

const sql = <Rows = unknown>(statement: string, parameters: unknown[] = []) =>
  desk.dataSource.query<Rows>(statement, parameters);

/** That owes, and whose charge was asked for; all on the same day, in the same currency, with the same kind of card. */
async function aBookingBeingCharged(): Promise<{ booking: string; payment: string }> {
  const [customer, booking, payment] = [uuid(), uuid(), uuid()];
  await sql(`INSERT INTO customers (id, name, email) VALUES ($1::uuid, 'C', $1::text || '@example.com')`, [
    customer,
  ]);
  await sql(
    `INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined)
     VALUES ($1::uuid, $1::text, $2, 'C', 'c@example.com', 'Tour', '2026-11-25T12:00:00Z', 'later', now(), '{}', 1, 'EUR',
       1000, 0, 0, 0, 0, 0, 0, 1000, 1000, 0, 0, 'processing', false, false, false)`,
    [booking, customer],
  );
  await sql(
    `INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, requested_at, requested_by)
     VALUES ($1, $2, 0, 'charge', 'requested', 'EUR', 1000, 0, now(), '{}')`,
    [payment, booking],
  );
  return { booking, payment };
}

/** What a charge's last transaction stores, as far as anything is counted by it. Not committed. */
async function record({ booking, payment }: { booking: string; payment: string }): Promise<QueryRunner> {
  const runner = desk.dataSource.createQueryRunner();
  open.push(runner);
  await runner.startTransaction();
  await runner.query(`SET LOCAL lock_timeout = '2s'`);
  await runner.query(`SELECT FROM bookings WHERE id = $1 FOR UPDATE`, [booking]);
  await runner.query(
    `UPDATE bookings SET outstanding = 0, in_flight = 0, captured = 1000, payment_status = 'charged_in_full' WHERE id = $1`,
    [booking],
  );
  await runner.query(
    `UPDATE payments SET state = 'succeeded', captured = 1000, payment_intent = 'pi_' || id, card = '{"brand":"visa"}'
      WHERE id = $1`,
    [payment],
  );
  return runner;
}

describe('charges of different bookings', () => {
  it('wait for nothing that is counted by them: not for each other, nor for who folds the counts or reads Stripe', async () => {
    const [one, other] = [await aBookingBeingCharged(), await aBookingBeingCharged()];
    const housekeeper = new Housekeeper(desk.dataSource);
    for (let round = 0; round < 2; round += 1) {
      await sql(
        `INSERT INTO takings_differences (day, currency, taken_in, method, figure, count, amount, fee, awaited)
         SELECT current_date, 'EUR', '', 'stripe:card', 'taken', 0, 0, 0, 0 FROM generate_series(1, 300)`,
      );
      await Promise.all([housekeeper.foldTallies(), housekeeper.foldBalances(), housekeeper.foldTakings()]);
    }
    const first = await record(one);
    // Neither is committed: what either holds now, the other would wait for.
    const second = await record(other);
    await Promise.all([housekeeper.foldTallies(), housekeeper.foldBalances(), housekeeper.foldTakings()]);
    await new StripeBalanceStore(desk.dataSource).put([
      {
        id: 'txn_1',
        type: 'charge',
        category: 'charge',
        fact: `pi_${one.payment}`,
        charge: 'ch_1',
        paymentIntent: `pi_${one.payment}`,
        currency: 'EUR',
        takenIn: 'EUR',
        amount: 1000,
        fee: 59,
        availableOn: new Date(),
        created: new Date(),
      },
    ]);
    await second.commitTransaction();
    await first.commitTransaction();
    const sums = await sql<{ taken: string; owed: string }[]>(
      `SELECT (SELECT sum(amount) FROM (SELECT amount FROM takings_days WHERE figure = 'taken'
                 UNION ALL SELECT amount FROM takings_differences WHERE figure = 'taken') AS kept) AS taken,
              (SELECT sum(outstanding) FROM (SELECT outstanding FROM balance_days
                 UNION ALL SELECT outstanding FROM balance_differences) AS kept) AS owed`,
    );
    expect(sums).toEqual([{ taken: '2000', owed: '0' }]);
  });
});
