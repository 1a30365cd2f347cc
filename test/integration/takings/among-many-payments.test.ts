import { v7 as uuid } from 'uuid';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

/** Enough that PostgreSQL would rather not read all of them for one. */
const PAYMENTS = 5000;

let desk: DeskDatabase;

beforeAll(async () => {
  desk = await deskDatabase();
  const [customer, booking] = [uuid(), uuid()];
  await desk.dataSource.query(`INSERT INTO customers (id, name, email) VALUES ($1, 'C', 'c@example.com')`, [
    customer,
  ]);
  await desk.dataSource.query(
    `INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined)
     VALUES ($1, 'MANY-1', $2, 'C', 'c@example.com', 'Tour', now(), 'later', now(), '{}', 1, 'EUR', 2000000, 0, 0, 0,
       0, 0, 0, 0, 0, 0, 0, 'not_charged', false, false, false)`,
    [booking, customer],
  );
  await desk.dataSource.query(
    `INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, payment_intent,
       requested_at, requested_by)
     SELECT gen_random_uuid(), $1, i, 'charge', CASE WHEN i = 1 THEN 'processing' ELSE 'succeeded' END, 'EUR', 100,
            CASE WHEN i = 1 THEN 0 ELSE 100 END, 'pi_' || i, now(), '{}' FROM generate_series(1, $2::int) AS i`,
    [booking, PAYMENTS],
  );
  await desk.dataSource.query('VACUUM ANALYZE payments, takings_movements');
});
afterAll(() => desk.drop());

describe('what keeps the takings', () => {
  it.each([
    ['a charge', `UPDATE payments SET state = 'succeeded', captured = amount WHERE payment_intent = 'pi_1'`],
    [
      'a refund',
      `INSERT INTO refunds (id, payment_id, currency, amount, status, still_owed, created_at)
       SELECT 're_1', id, currency, 10, 'succeeded', false, now() FROM payments WHERE payment_intent = 'pi_2'`,
    ],
    [
      'a dispute',
      `INSERT INTO disputes (id, payment_id, currency, amount, status)
       SELECT 'dp_1', id, currency, 100, 'lost' FROM payments WHERE payment_intent = 'pi_3'`,
    ],
  ])('reads no other payments for %s', async (_what, statement) => {
    const read = await desk.dataSource.transaction(async (manager) => {
      await manager.query(statement);
      const [row] = await manager.query<{ rows: string }[]>(
        `SELECT seq_tup_read AS rows FROM pg_stat_xact_user_tables WHERE relname = 'payments'`,
      );
      return Number(row?.rows);
    });
    expect(read).toBe(0);
  });
});
