import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What customers owe, by customer and by the local day on which the booking starts, kept by the transaction that
 * changes a booking. Days are shared by bookings that have nothing to do with each other, so they are kept as
 * differences that nobody waits for (docs/adr/0005); a customer's own row is simply changed.
 */
export class Balances1795800000000 implements MigrationInterface {
  readonly name = 'Balances1795800000000';

  async up(runner: QueryRunner): Promise<void> {
    await calendar(runner);
    await customers(runner);
    await days(runner);
    await triggers(runner);
    for (const column of ['starts_at', 'registered_at'])
      await runner.query(
        `CREATE INDEX bookings_owing_${column} ON bookings (${column}, id) WHERE outstanding > 0`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX bookings_owing_starts_at, bookings_owing_registered_at`);
    for (const operation of ['insert', 'update', 'delete'])
      await runner.query(`DROP TRIGGER balances_on_${operation} ON bookings`);
    await runner.query(
      `DROP FUNCTION balances_on_insert, balances_on_update, balances_on_delete, balance_day`,
    );
    await runner.query(`DROP TABLE balance_differences, balance_days, customer_balances, balance_calendar`);
  }
}

async function calendar(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE balance_calendar (
      only_one  boolean PRIMARY KEY DEFAULT true CHECK (only_one),
      time_zone text NOT NULL
    )`);
  await runner.query(`INSERT INTO balance_calendar (time_zone) VALUES ('UTC')`);
  await runner.query(`
    CREATE FUNCTION balance_day(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS
    $$ SELECT (moment AT TIME ZONE (SELECT time_zone FROM balance_calendar))::date $$`);
}

async function customers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE customer_balances (
      customer_id uuid NOT NULL REFERENCES customers,
      currency    text NOT NULL,
      bookings    bigint NOT NULL,
      outstanding numeric NOT NULL,
      PRIMARY KEY (customer_id, currency)
    )`);
  await runner.query(`
    INSERT INTO customer_balances (customer_id, currency, bookings, outstanding)
    SELECT customer_id, currency, count(*), sum(outstanding) FROM bookings WHERE outstanding > 0 GROUP BY 1, 2`);
  await runner.query(
    `CREATE INDEX customer_balances_most ON customer_balances (outstanding, customer_id, currency) WHERE outstanding > 0`,
  );
  await runner.query(`
    CREATE INDEX customer_balances_most_in ON customer_balances (currency, outstanding, customer_id)
     WHERE outstanding > 0`);
}

async function days(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE balance_days (
      currency    text NOT NULL,
      day         date NOT NULL,
      bookings    bigint NOT NULL,
      outstanding numeric NOT NULL,
      PRIMARY KEY (currency, day)
    )`);
  await runner.query(`
    INSERT INTO balance_days (currency, day, bookings, outstanding)
    SELECT currency, balance_day(starts_at), count(*), sum(outstanding) FROM bookings WHERE outstanding > 0
     GROUP BY 1, 2`);
  await runner.query(`
    CREATE TABLE balance_differences (
      id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      currency    text NOT NULL,
      day         date NOT NULL,
      bookings    bigint NOT NULL,
      outstanding numeric NOT NULL
    )`);
}

async function triggers(runner: QueryRunner): Promise<void> {
  const added =
    'SELECT customer_id, currency, starts_at, outstanding, 1 AS n FROM new_rows WHERE outstanding > 0';
  const removed =
    'SELECT customer_id, currency, starts_at, outstanding, -1 AS n FROM old_rows WHERE outstanding > 0';
  const operations = [
    ['insert', 'NEW TABLE AS new_rows', added],
    ['update', 'NEW TABLE AS new_rows OLD TABLE AS old_rows', `${added} UNION ALL ${removed}`],
    ['delete', 'OLD TABLE AS old_rows', removed],
  ] as const;
  for (const [operation, tables, rows] of operations) {
    // Customers in one order, so that two statements over several of them don't wait for each other in a circle.
    await runner.query(`
      CREATE FUNCTION balances_on_${operation}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO balance_differences (currency, day, bookings, outstanding)
        SELECT currency, balance_day(starts_at), sum(n), sum(n * outstanding) FROM (${rows}) AS differences
         GROUP BY 1, 2 HAVING sum(n) <> 0 OR sum(n * outstanding) <> 0;
        INSERT INTO customer_balances AS known (customer_id, currency, bookings, outstanding)
        SELECT customer_id, currency, sum(n), sum(n * outstanding) FROM (${rows}) AS differences
         GROUP BY 1, 2 HAVING sum(n) <> 0 OR sum(n * outstanding) <> 0 ORDER BY 1, 2
        ON CONFLICT (customer_id, currency) DO UPDATE
           SET bookings = known.bookings + excluded.bookings, outstanding = known.outstanding + excluded.outstanding;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER balances_on_${operation} AFTER ${operation.toUpperCase()} ON bookings REFERENCING ${tables}
      FOR EACH STATEMENT EXECUTE FUNCTION balances_on_${operation}()`);
  }
}
