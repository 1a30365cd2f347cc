import type { Client } from 'pg';

/** How many of the bookings have which status, of every hundred; the amounts below follow from it. */
const STATUS = `(ARRAY['not_charged','authorized','partially_charged','charged_in_full','refunded'])[
  CASE WHEN i % 100 < 25 THEN 1 WHEN i % 100 < 30 THEN 2 WHEN i % 100 < 40 THEN 3 WHEN i % 100 < 97 THEN 4 ELSE 5 END]`;

const FIRST =
  '{Ana,Bruno,Chidi,Dana,Elif,Farid,Greta,Hugo,Ines,Jonas,Kemi,Lena,Marek,Nora,Omar,Priya,Quinn,Rosa,Sven,Tariq}';
const LAST =
  '{Abreu,Bankole,Costa,Demir,Esteves,Fischer,Garcia,Haddad,Ivanov,Jensen,Kowalski,Lindqvist,Mensah,Novak,Okafor,Petrova,Quist,Rossi,Solberg,Tanaka,Ueda,Vega,Weber,Xu,Yilmaz,Zhou}';
const NAME = `(($3::text[])[1 + i * 7 % 20] || ' ' || ($4::text[])[1 + i * 11 % 26] || '-' || initcap(substr(md5('n' || i % 977), 1, 5)))`;
const EMAIL = `(lower(($3::text[])[1 + i * 7 % 20]) || '.' || substr(md5('e' || i), 1, 12) || '@' || ('{mail.example,post.example,inbox.example}'::text[])[1 + i % 3])`;
const REFERENCE = `('BK-' || upper(substr(md5('r' || i), 1, 12)))`;

/**
 * Adds bookings `from` to `to` by SQL, as the desk would have stored them: each with a customer, a history, and, unless
 * it isn't charged, a payment.
 */
export async function loadBookings(client: Client, from: number, to: number): Promise<void> {
  const range = [from, to];
  const named = [from, to, FIRST, LAST];
  await client.query(`SET synchronous_commit = off`);
  // Made of a digest, with the version and variant that a random UUID has.
  await client.query(
    `CREATE OR REPLACE FUNCTION bench_id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
       SELECT overlay(overlay(md5(name) placing '4' from 13) placing '8' from 17)::uuid $$`,
  );
  await client.query(
    `INSERT INTO customers (id, name, email, stripe_customer, primary_card)
     SELECT bench_id('customer' || i), ${NAME}, ${EMAIL}, 'cus_bench' || i, CASE WHEN i % 10 > 0 THEN 'pm_bench' || i END
       FROM generate_series($1::int, $2::int) AS i`,
    named,
  );
  await client.query(
    `INSERT INTO stripe_customers (id, customer_id)
     SELECT 'cus_bench' || i, bench_id('customer' || i) FROM generate_series($1::int, $2::int) AS i`,
    named.slice(0, 2),
  );
  await client.query(
    `WITH source AS (
       SELECT i, ${STATUS} AS status, 5000 + i::bigint * 7919 % 90000 AS total,
              timestamptz '2026-11-01T00:00:00Z' - i * interval '37 seconds' AS registered_at
         FROM generate_series($1::int, $2::int) AS i
     ), amounts AS (
       SELECT *, CASE status WHEN 'partially_charged' THEN total / 2 WHEN 'charged_in_full' THEN total
                             WHEN 'refunded' THEN total ELSE 0 END AS captured,
              CASE status WHEN 'refunded' THEN total ELSE 0 END AS refunded,
              CASE status WHEN 'authorized' THEN total ELSE 0 END AS held
         FROM source
     ), balances AS (
       SELECT *, greatest(0, total - refunded - (captured - refunded)) AS outstanding FROM amounts
     )
     INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined, hold_expires_at)
     SELECT bench_id('booking' || i), ${REFERENCE}, bench_id('customer' || i), ${NAME}, ${EMAIL},
       'Harbour tour', registered_at + (i % 60) * interval '1 day', 'later',
       registered_at, '{"kind":"api","name":"Booking site"}', 3, 'USD', total, captured, 0, refunded, refunded, 0, held,
       0, outstanding, 0, greatest(0, outstanding - held), status, false, false, i % 1000 = 0,
       CASE WHEN held > 0 THEN registered_at + interval '400 days' END
     FROM balances`,
    named,
  );
  await client.query(
    `INSERT INTO payments (id, booking_id, position, kind, state, currency, amount, captured, payment_method, card,
       payment_intent, charge, requested_at, requested_by)
     SELECT bench_id('payment' || b.reference), b.id, 0, CASE WHEN held > 0 THEN 'hold' ELSE 'charge' END,
       CASE WHEN held > 0 THEN 'authorized' ELSE 'succeeded' END, 'USD', greatest(captured, held), captured, 'pm_bench',
       '{"id":"pm_bench","brand":"visa","last4":"4242"}', 'pi_' || b.reference, 'ch_' || b.reference, b.registered_at,
       '{"kind":"api","name":"Booking site"}'
     FROM generate_series($1::int, $2::int) AS i JOIN bookings b ON b.id = bench_id('booking' || i)
     WHERE captured > 0 OR held > 0`,
    range,
  );
  await client.query(
    `INSERT INTO booking_events (booking_id, version, type, at, actor, data)
     SELECT b.id, n, CASE n WHEN 1 THEN 'booking_registered' ELSE 'total_changed' END, b.registered_at,
       '{"kind":"api","name":"Booking site"}',
       jsonb_build_object('total', money, 'from', money, 'to', money)
     FROM generate_series($1::int, $2::int) AS i JOIN bookings b ON b.id = bench_id('booking' || i)
     CROSS JOIN generate_series(1, 3) AS n
     CROSS JOIN LATERAL (SELECT jsonb_build_object('amount', b.total, 'currency', b.currency) AS money) AS m`,
    range,
  );
  for (const table of ['bookings', 'payments', 'booking_events', 'customers', 'booking_tallies'])
    await client.query(`VACUUM ANALYZE ${table}`);
}

/** Ids of loaded bookings or customers, spread over all of them. */
export async function some(
  client: Client,
  what: 'booking' | 'customer',
  loaded: number,
  count: number,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT bench_id($3::text || (1 + (i::bigint * 7919) % $1::int)) AS id FROM generate_series(1, $2::int) AS i`,
    [loaded, count, what],
  );
  return rows.map(({ id }) => id);
}

/** Their references, as somebody would type them. */
export async function someReferences(client: Client, loaded: number, count: number): Promise<string[]> {
  const { rows } = await client.query<{ reference: string }>(
    `SELECT lower(${REFERENCE}) AS reference
       FROM (SELECT 1 + (n::bigint * 7919) % $1::int AS i FROM generate_series(1, $2::int) AS n) AS chosen`,
    [loaded, count],
  );
  return rows.map(({ reference }) => reference);
}
