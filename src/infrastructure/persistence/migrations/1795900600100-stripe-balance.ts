import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stripe's balance transactions and payouts, as they were listed: each once by its own id, linked to the payment that
 * it is of, if it is one of ours. Their sums go with the takings of the day.
 */
export class StripeBalance1795900600100 implements MigrationInterface {
  readonly name = 'StripeBalance1795900600100';

  async up(runner: QueryRunner): Promise<void> {
    await transactions(runner);
    await payouts(runner);
    await cursor(runner);
    await tally(runner);
    await links(runner);
    await anew(runner);
    await runner.query(`CREATE INDEX takings_days_unpaid ON takings_days (currency) WHERE figure = 'unpaid'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX takings_days_unpaid`);
    await runner.query(`DROP FUNCTION count_takings_anew`);
    for (const operation of ['insert', 'update'])
      await runner.query(`DROP TRIGGER stripe_balance_on_${operation} ON payments`);
    await runner.query(`DROP FUNCTION stripe_balance_on_insert, stripe_balance_on_update`);
    await runner.query(`DROP TABLE stripe_balance_cursor, stripe_payouts, stripe_balance_transactions`);
    await runner.query(
      `DROP FUNCTION tally_new_transactions, tally_changed_transactions, tally_deleted_transactions`,
    );
    await runner.query(`DELETE FROM takings_differences WHERE figure IN (${STRIPE_FIGURES})`);
    await runner.query(`DELETE FROM takings_days WHERE figure IN (${STRIPE_FIGURES})`);
  }
}

const STRIPE_FIGURES = `'booking', 'foreign', 'account', 'payout', 'unpaid'`;

/**
 * `standing`: of a booking of ours; of somebody else's payment on the same account; the account's own, such as a
 * monthly fee; or money on its way to the bank.
 */
async function transactions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE stripe_balance_transactions (
      id             text PRIMARY KEY,
      type           text NOT NULL,
      category       text NOT NULL,
      source         text,
      fact           text,
      charge         text,
      payment_intent text,
      payment_id     uuid REFERENCES payments ON DELETE SET NULL,
      method         text NOT NULL DEFAULT '',
      currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      amount         bigint NOT NULL,
      fee            bigint NOT NULL,
      net            bigint NOT NULL GENERATED ALWAYS AS (amount - fee) STORED,
      exchange_rate  numeric,
      taken_in       text NOT NULL,
      description    text,
      available_on   timestamptz NOT NULL,
      created        timestamptz NOT NULL,
      day            date NOT NULL,
      payout         text,
      standing       text NOT NULL GENERATED ALWAYS AS (
                       CASE WHEN category IN ('payout', 'payout_reversal') OR type LIKE 'payout%' THEN 'payout'
                            WHEN payment_id IS NOT NULL THEN 'booking'
                            WHEN charge IS NOT NULL OR payment_intent IS NOT NULL THEN 'foreign'
                            ELSE 'account' END) STORED
    )`);
  await runner.query(`
    CREATE INDEX stripe_balance_transactions_fact ON stripe_balance_transactions (fact) WHERE fact IS NOT NULL`);
  await runner.query(`
    CREATE INDEX stripe_balance_transactions_intent ON stripe_balance_transactions (payment_intent)
     WHERE payment_intent IS NOT NULL`);
  await runner.query(`
    CREATE INDEX stripe_balance_transactions_payment ON stripe_balance_transactions (payment_id)
     WHERE payment_id IS NOT NULL`);
  await runner.query(`
    CREATE INDEX stripe_balance_transactions_payout ON stripe_balance_transactions (payout, created, id)`);
  await runner.query(
    `CREATE INDEX stripe_balance_transactions_created ON stripe_balance_transactions (created, id)`,
  );
  await runner.query(`
    CREATE INDEX stripe_balance_transactions_standing ON stripe_balance_transactions (standing, created, id)`);
}

async function payouts(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE stripe_payouts (
      id              text PRIMARY KEY,
      currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      amount          bigint NOT NULL,
      status          text NOT NULL,
      automatic       boolean NOT NULL,
      reconciliation  text NOT NULL,
      arrives_on      date NOT NULL,
      failure         text,
      created         timestamptz NOT NULL,
      read_at         timestamptz,
      transactions    bigint,
      transaction_net bigint,
      fees            bigint
    )`);
  await runner.query(`CREATE INDEX stripe_payouts_created ON stripe_payouts (created, id)`);
  await runner.query(`CREATE INDEX stripe_payouts_created_in ON stripe_payouts (currency, created, id)`);
  await runner.query(`
    CREATE INDEX stripe_payouts_unread ON stripe_payouts (created) WHERE read_at IS NULL AND automatic`);
}

/** Since when Stripe's transactions are known here, and how far they were read. */
async function cursor(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE stripe_balance_cursor (
      single          boolean PRIMARY KEY DEFAULT true CHECK (single),
      since           timestamptz NOT NULL,
      reached         timestamptz NOT NULL,
      payouts_reached timestamptz NOT NULL,
      next_at         timestamptz NOT NULL,
      finished_at     timestamptz,
      error           text,
      denied          boolean NOT NULL DEFAULT false
    )`);
  await runner.query(`
    INSERT INTO stripe_balance_cursor (since, reached, payouts_reached, next_at)
    SELECT began, began, began, now()
      FROM (SELECT coalesce(min(requested_at), now()) - interval '1 hour' AS began
              FROM payments WHERE payment_intent IS NOT NULL) AS first`);
}

/** What is in Stripe and in no payout counts once more as `unpaid`. */
const ROWS = (from: string, sign: 1 | -1) => `
  SELECT day, currency, taken_in, method, standing AS figure, ${sign} AS n, amount, fee FROM ${from}
  UNION ALL
  SELECT day, currency, '', '', 'unpaid', ${sign}, net, 0 FROM ${from} WHERE payout IS NULL`;

async function tally(runner: QueryRunner): Promise<void> {
  const triggers = [
    ['tally_new_transactions', 'INSERT', 'NEW TABLE AS new_rows', ROWS('new_rows', 1)],
    [
      'tally_changed_transactions',
      'UPDATE',
      'NEW TABLE AS new_rows OLD TABLE AS old_rows',
      `${ROWS('new_rows', 1)} UNION ALL ${ROWS('old_rows', -1)}`,
    ],
    ['tally_deleted_transactions', 'DELETE', 'OLD TABLE AS old_rows', ROWS('old_rows', -1)],
  ] as const;
  for (const [name, operation, tables, differences] of triggers) {
    await runner.query(`
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO takings_differences (day, currency, taken_in, method, figure, count, amount, fee, awaited)
        SELECT day, currency, taken_in, method, figure, sum(n), sum(n * amount), sum(n * fee), 0
          FROM (${differences}) AS differences GROUP BY 1, 2, 3, 4, 5
        HAVING sum(n) <> 0 OR sum(n * amount) <> 0 OR sum(n * fee) <> 0;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER ${name} AFTER ${operation} ON stripe_balance_transactions REFERENCING ${tables}
      FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`);
  }
}

/** A payment that becomes one of ours after its transactions were read. */
async function links(runner: QueryRunner): Promise<void> {
  const triggers = [
    ['insert', 'NEW TABLE AS new_rows', `new_rows n WHERE n.payment_intent IS NOT NULL`],
    [
      'update',
      'NEW TABLE AS new_rows OLD TABLE AS old_rows',
      `new_rows n JOIN old_rows o ON o.id = n.id
        WHERE n.payment_intent IS NOT NULL
          AND (n.payment_intent, n.card IS NULL) IS DISTINCT FROM (o.payment_intent, o.card IS NULL)`,
    ],
  ] as const;
  for (const [operation, tables, from] of triggers) {
    await runner.query(`
      CREATE FUNCTION stripe_balance_on_${operation}() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE touched text[] := ARRAY(SELECT n.payment_intent FROM ${from});
      BEGIN
        IF cardinality(touched) > 0 THEN
          UPDATE stripe_balance_transactions t
             SET payment_id = p.id,
                 method = CASE WHEN p.card IS NULL THEN 'stripe:other' ELSE 'stripe:card' END
            FROM payments p
           WHERE p.payment_intent = ANY (touched) AND t.payment_intent = p.payment_intent
             AND (t.payment_id, t.method) IS DISTINCT FROM
                 (p.id, CASE WHEN p.card IS NULL THEN 'stripe:other' ELSE 'stripe:card' END);
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER stripe_balance_on_${operation} AFTER ${operation.toUpperCase()} ON payments
      REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION stripe_balance_on_${operation}()`);
  }
}

/** For another time zone: every day is another one then. */
async function anew(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION count_takings_anew() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      LOCK TABLE takings_movements, stripe_balance_transactions IN SHARE ROW EXCLUSIVE MODE;
      UPDATE takings_movements SET day = balance_day(at) WHERE at IS NOT NULL AND day <> balance_day(at);
      UPDATE stripe_balance_transactions SET day = balance_day(created) WHERE day <> balance_day(created);
      DELETE FROM takings_differences;
      DELETE FROM takings_days;
      INSERT INTO takings_days
      SELECT day, currency, '', method, figure, count(*), sum(amount), 0,
             count(*) FILTER (WHERE fact IS NOT NULL AND transaction IS NULL)
        FROM takings_movements GROUP BY 1, 2, 3, 4, 5;
      INSERT INTO takings_days
      SELECT day, currency, taken_in, method, figure, sum(n), sum(amount), sum(fee), 0
        FROM (${ROWS('stripe_balance_transactions', 1)}) AS listed GROUP BY 1, 2, 3, 4, 5;
    END $$`);
}
