import type { Client } from 'pg';

/** How many of the loaded bookings' payments went out with one payout. */
const PAID_OUT_AT_ONCE = 200;

/**
 * What stands around the bookings `from` to `to`: Stripe's transaction of each payment that took money, all but the newest
 * of them paid out; a card for most customers; a batch for every hundred bookings.
 */
export async function loadDesk(client: Client, from: number, to: number): Promise<void> {
  const range = [from, to];
  await client.query(
    `INSERT INTO stripe_balance_transactions (id, type, category, source, fact, charge, payment_intent, payment_id,
       method, currency, amount, fee, taken_in, available_on, created, day, payout)
     SELECT 'txn_' || b.reference, 'charge', 'charge', p.charge, p.payment_intent, p.charge, p.payment_intent, p.id,
       'stripe:card', p.currency, p.captured, p.captured * 29 / 1000 + 30, p.currency, p.requested_at, p.requested_at,
       balance_day(p.requested_at), CASE WHEN i > 500 THEN 'po_bench' || i / ${PAID_OUT_AT_ONCE} END
     FROM generate_series($1::int, $2::int) AS i JOIN bookings b ON b.id = bench_id('booking' || i)
     JOIN payments p ON p.booking_id = b.id WHERE p.captured > 0`,
    range,
  );
  await client.query(
    `UPDATE takings_movements m SET transaction = t.id, at = t.created, day = t.day
       FROM stripe_balance_transactions t WHERE t.fact = m.fact AND m.transaction IS NULL`,
  );
  await client.query(
    `INSERT INTO stripe_payouts (id, currency, amount, status, automatic, reconciliation, arrives_on, created, read_at,
       transactions, transaction_net, fees)
     SELECT payout, 'USD', sum(net), 'paid', true, 'completed', max(day) + 2, max(created) + interval '1 day', now(),
       count(*), sum(net), sum(fee)
     FROM stripe_balance_transactions WHERE payout IS NOT NULL GROUP BY payout ON CONFLICT DO NOTHING`,
  );
  await client.query(
    `INSERT INTO cards (id, customer_id, stripe_customer, brand, last4, exp_month, exp_year, added_at)
     SELECT 'pm_bench' || i, bench_id('customer' || i), 'cus_bench' || i, 'visa', '4242', 12, 2040, now()
       FROM generate_series($1::int, $2::int) AS i WHERE i % 10 > 0`,
    range,
  );
  await client.query(
    `INSERT INTO charge_batches (id, state, version, size, examined, totals, open, stopped, selection, made_by, made_at,
       started_by, started_at, ended_at)
     SELECT bench_id('batch' || i), 'done', 3, 1, 1, '[]', 0, 0, '{"bookings": []}', person, made_at, person, made_at,
       made_at
       FROM generate_series($1::int, $2::int) AS i,
            LATERAL (SELECT '{"kind":"user","name":"Ana"}'::jsonb AS person,
                            timestamptz '2026-11-01T00:00:00Z' - i * interval '37 seconds' AS made_at) AS made
      WHERE i % 100 = 0`,
    range,
  );
  for (const table of ['stripe_balance_transactions', 'stripe_payouts', 'takings_movements', 'cards'])
    await client.query(`VACUUM ANALYZE ${table}`);
  for (const table of ['customer_balances', 'takings_days', 'takings_differences', 'charge_batches'])
    await client.query(`VACUUM ANALYZE ${table}`);
}
