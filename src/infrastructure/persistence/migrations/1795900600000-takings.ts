import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was taken, given back and lost, each fact with the time at which its money moved, and their sums by local day.
 * Both are kept by the transaction that stores the fact; days are kept as differences that nobody waits for
 * (docs/adr/0005). See docs/adr/0016.
 */
export class Takings1795900600000 implements MigrationInterface {
  readonly name = 'Takings1795900600000';

  async up(runner: QueryRunner): Promise<void> {
    await facts(runner);
    await days(runner);
    await runner.query(`
      INSERT INTO takings_movements (id, payment_id, method, figure, currency, amount, at, day, fact)
      SELECT id, payment_id, method, figure, currency, amount, at,
             coalesce(on_day, balance_day(at)), fact
        FROM (SELECT f.*, CASE WHEN f.on_day IS NULL THEN coalesce(f.known_at,
                (SELECT min(e.at) FROM booking_events e
                  WHERE e.booking_id = p.booking_id AND e.type IN ('charge_succeeded', 'hold_captured')
                    AND e.data ->> 'payment' = p.id::text), p.requested_at) END AS at
                FROM takings_facts f JOIN payments p ON p.id = f.payment_id) AS known`);
    await keepTallied(runner);
    await keepMovements(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, operation } of SOURCES)
      await runner.query(`DROP TRIGGER takings_on_${operation} ON ${table}`);
    for (const { table, operation } of SOURCES)
      await runner.query(`DROP FUNCTION takings_on_${operation}_of_${table}`);
    await runner.query(`DROP FUNCTION keep_takings`);
    await runner.query(`DROP VIEW takings_facts`);
    await runner.query(`DROP TABLE takings_movements, takings_days, takings_differences`);
    await runner.query(`DROP FUNCTION tally_new_takings, tally_changed_takings, tally_deleted_takings`);
  }
}

/**
 * `known_at`: as whoever moved the money told; none where only that it moved is known, until Stripe's transaction says
 * when. `on_day`: as staff wrote down. `fact`: what Stripe's transaction of it is found by.
 */
async function facts(runner: QueryRunner): Promise<void> {
  const method = `CASE WHEN p.kind = 'collection' THEN p.collection_method
                       WHEN p.card IS NOT NULL THEN 'stripe:card' ELSE 'stripe:other' END AS method`;
  await runner.query(`
    CREATE VIEW takings_facts AS
    SELECT 'taken:' || p.id AS id, p.id AS payment_id, ${method}, 'taken' AS figure, p.currency,
           CASE WHEN p.kind = 'collection' THEN p.amount ELSE p.captured END AS amount,
           NULL::timestamptz AS known_at, p.received_on AS on_day, p.payment_intent AS fact
      FROM payments p WHERE p.kind = 'collection' OR p.captured > 0
    UNION ALL
    SELECT 'reversed:' || p.id, p.id, ${method}, 'reversed', p.currency, p.amount, v.reversed_at, NULL, NULL
      FROM collection_reversals v JOIN payments p ON p.id = v.payment_id
    UNION ALL
    SELECT 'refunded:' || r.id, p.id, ${method}, 'refunded', r.currency, r.amount, r.created_at, NULL,
           CASE WHEN p.kind <> 'collection' THEN r.id END
      FROM refunds r JOIN payments p ON p.id = r.payment_id
    UNION ALL
    SELECT 'returned:' || r.id, p.id, ${method}, 'returned', r.currency, r.amount, v.reversed_at, NULL,
           CASE WHEN p.kind <> 'collection' THEN r.id || ':returned' END
      FROM refunds r JOIN payments p ON p.id = r.payment_id LEFT JOIN collection_reversals v ON v.payment_id = p.id
     WHERE r.status IN ('failed', 'canceled') OR v.id IS NOT NULL
    UNION ALL
    SELECT CASE m.direction WHEN 'withdrawn' THEN 'disputed:' ELSE 'reinstated:' END || m.id, p.id, ${method},
           CASE m.direction WHEN 'withdrawn' THEN 'disputed' ELSE 'reinstated' END, d.currency,
           CASE WHEN m.currency = d.currency THEN m.amount ELSE d.amount END, m.at, NULL, m.id
      FROM dispute_movements m JOIN disputes d ON d.id = m.dispute_id JOIN payments p ON p.id = d.payment_id
     WHERE m.amount > 0
    UNION ALL
    SELECT 'lost:' || d.id, p.id, ${method}, 'disputed', d.currency, d.amount, d.opened_at, NULL, d.id
      FROM disputes d JOIN payments p ON p.id = d.payment_id
     WHERE d.status = 'lost' AND NOT EXISTS (
       SELECT FROM dispute_movements m WHERE m.dispute_id = d.id AND m.direction = 'withdrawn' AND m.amount > 0)`);
  await runner.query(`
    CREATE TABLE takings_movements (
      id           text PRIMARY KEY,
      payment_id   uuid NOT NULL REFERENCES payments ON DELETE CASCADE,
      method       text NOT NULL,
      figure       text NOT NULL CHECK (
                     figure IN ('taken', 'reversed', 'refunded', 'returned', 'disputed', 'reinstated')),
      currency     text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      amount       bigint NOT NULL CHECK (amount > 0),
      at           timestamptz(3),
      day          date NOT NULL,
      fact         text,
      transaction  text,
      looked_up_at timestamptz
    )`);
  await runner.query(`CREATE INDEX takings_movements_payment ON takings_movements (payment_id)`);
  await runner.query(`CREATE INDEX takings_movements_day ON takings_movements (day, id)`);
  await runner.query(`
    CREATE INDEX takings_movements_figure ON takings_movements (currency, method, figure, day, id)`);
  await runner.query(`
    CREATE INDEX takings_movements_awaited ON takings_movements (fact)
     WHERE fact IS NOT NULL AND transaction IS NULL`);
}

/** `taken_in`: of Stripe's transactions, the currency that the customer paid in; empty for our own facts. */
async function days(runner: QueryRunner): Promise<void> {
  const columns = `
    day      date NOT NULL,
    currency text NOT NULL,
    taken_in text NOT NULL,
    method   text NOT NULL,
    figure   text NOT NULL,
    count    bigint NOT NULL,
    amount   numeric NOT NULL,
    fee      numeric NOT NULL,
    awaited  bigint NOT NULL`;
  await runner.query(`
    CREATE TABLE takings_days (${columns}, PRIMARY KEY (day, currency, taken_in, method, figure))`);
  await runner.query(`
    CREATE TABLE takings_differences (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${columns})`);
}

async function keepTallied(runner: QueryRunner): Promise<void> {
  const rows = (from: string, sign: 1 | -1) => `
    SELECT day, currency, '' AS taken_in, method, figure, ${sign} AS n, amount,
           (fact IS NOT NULL AND transaction IS NULL)::integer AS waits FROM ${from}`;
  await runner.query(`
    INSERT INTO takings_days
    SELECT day, currency, taken_in, method, figure, count(*), sum(amount), 0, sum(waits)
      FROM (${rows('takings_movements', 1)}) AS movements GROUP BY 1, 2, 3, 4, 5`);
  const triggers = [
    ['tally_new_takings', 'INSERT', 'NEW TABLE AS new_rows', rows('new_rows', 1)],
    [
      'tally_changed_takings',
      'UPDATE',
      'NEW TABLE AS new_rows OLD TABLE AS old_rows',
      `${rows('new_rows', 1)} UNION ALL ${rows('old_rows', -1)}`,
    ],
    ['tally_deleted_takings', 'DELETE', 'OLD TABLE AS old_rows', rows('old_rows', -1)],
  ] as const;
  for (const [name, operation, tables, differences] of triggers) {
    await runner.query(`
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO takings_differences (day, currency, taken_in, method, figure, count, amount, fee, awaited)
        SELECT day, currency, taken_in, method, figure, sum(n), sum(n * amount), 0, sum(n * waits)
          FROM (${differences}) AS differences GROUP BY 1, 2, 3, 4, 5
        HAVING sum(n) <> 0 OR sum(n * amount) <> 0 OR sum(n * waits) <> 0;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER ${name} AFTER ${operation} ON takings_movements REFERENCING ${tables}
      FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`);
  }
}

/** Where facts are stored, and which rows of a statement make a difference to them. */
const SOURCES = [
  {
    table: 'payments',
    operation: 'insert',
    payments: `SELECT n.id FROM new_rows n WHERE n.kind = 'collection' OR n.captured > 0`,
  },
  {
    table: 'payments',
    operation: 'update',
    payments: `SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
                WHERE (n.kind = 'collection' OR n.captured > 0 OR o.captured > 0)
                  AND (n.amount, n.captured, n.payment_intent, n.card IS NULL, n.collection_method)
                      IS DISTINCT FROM (o.amount, o.captured, o.payment_intent, o.card IS NULL, o.collection_method)`,
  },
  { table: 'refunds', operation: 'insert', payments: `SELECT n.payment_id FROM new_rows n` },
  {
    table: 'refunds',
    operation: 'update',
    payments: `SELECT n.payment_id FROM new_rows n JOIN old_rows o ON o.id = n.id
                WHERE (n.amount, n.status) IS DISTINCT FROM (o.amount, o.status)`,
  },
  {
    table: 'disputes',
    operation: 'insert',
    payments: `SELECT n.payment_id FROM new_rows n WHERE n.status = 'lost'`,
  },
  {
    table: 'disputes',
    operation: 'update',
    payments: `SELECT n.payment_id FROM new_rows n JOIN old_rows o ON o.id = n.id
                WHERE (n.amount, n.status) IS DISTINCT FROM (o.amount, o.status)`,
  },
  {
    table: 'dispute_movements',
    operation: 'insert',
    payments: `SELECT d.payment_id FROM new_rows n JOIN disputes d ON d.id = n.dispute_id`,
  },
  { table: 'collection_reversals', operation: 'insert', payments: `SELECT n.payment_id FROM new_rows n` },
] as const;

async function keepMovements(runner: QueryRunner): Promise<void> {
  // When the money moved is decided once, and then only by Stripe's transaction.
  await runner.query(`
    CREATE FUNCTION keep_takings(VARIADIC of_payments uuid[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM takings_movements m
       WHERE m.payment_id = ANY (of_payments)
         AND NOT EXISTS (SELECT FROM takings_facts f WHERE f.payment_id = m.payment_id AND f.id = m.id);
      INSERT INTO takings_movements AS known
             (id, payment_id, method, figure, currency, amount, at, day, fact)
      SELECT f.id, f.payment_id, f.method, f.figure, f.currency, f.amount,
             CASE WHEN f.on_day IS NULL THEN coalesce(f.known_at, now()) END,
             coalesce(f.on_day, balance_day(coalesce(f.known_at, now()))), f.fact
        FROM takings_facts f WHERE f.payment_id = ANY (of_payments) ORDER BY f.id
      ON CONFLICT (id) DO UPDATE
         SET method = excluded.method, currency = excluded.currency, amount = excluded.amount, fact = excluded.fact
       WHERE (known.method, known.currency, known.amount, known.fact)
             IS DISTINCT FROM (excluded.method, excluded.currency, excluded.amount, excluded.fact);
    END $$`);
  for (const { table, operation, payments } of SOURCES) {
    const tables = `NEW TABLE AS new_rows${operation === 'update' ? ' OLD TABLE AS old_rows' : ''}`;
    await runner.query(`
      CREATE FUNCTION takings_on_${operation}_of_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE touched uuid[] := ARRAY(${payments});
      BEGIN
        IF cardinality(touched) > 0 THEN PERFORM keep_takings(VARIADIC touched); END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER takings_on_${operation} AFTER ${operation.toUpperCase()} ON ${table} REFERENCING ${tables}
      FOR EACH STATEMENT EXECUTE FUNCTION takings_on_${operation}_of_${table}()`);
  }
}
