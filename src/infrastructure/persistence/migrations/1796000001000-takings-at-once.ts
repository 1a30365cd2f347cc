import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A fact finds Stripe's transaction when it is stored, and a transaction its fact when it is read, so that nobody looks
 * through all that is awaited. And an index for each list behind a figure, so that a rare one is found among many.
 */
export class TakingsAtOnce1796000001000 implements MigrationInterface {
  readonly name = 'TakingsAtOnce1796000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keepTakings(true));
    for (const [name, on] of INDEXES) await runner.query(`CREATE INDEX ${name} ON ${on}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of INDEXES) await runner.query(`DROP INDEX ${name}`);
    await runner.query(keepTakings(false));
  }
}

const INDEXES = [
  ['takings_movements_currency', 'takings_movements (currency, day, id)'],
  ['takings_movements_currency_figure', 'takings_movements (currency, figure, day, id)'],
  [
    'takings_movements_awaited_day',
    'takings_movements (day, id) WHERE fact IS NOT NULL AND transaction IS NULL',
  ],
  [
    'stripe_balance_transactions_standing_in',
    'stripe_balance_transactions (standing, currency, created, id)',
  ],
  ['stripe_balance_transactions_method', 'stripe_balance_transactions (taken_in, method, created, id)'],
  [
    'stripe_balance_transactions_unpaid',
    'stripe_balance_transactions (currency, created, id) WHERE payout IS NULL',
  ],
] as const;

/** When the money moved is decided once, and then only by Stripe's transaction. */
function keepTakings(looksForTransaction: boolean): string {
  const at = looksForTransaction ? `coalesce(t.created, f.known_at, now())` : `coalesce(f.known_at, now())`;
  const transaction = looksForTransaction
    ? `LEFT JOIN LATERAL (SELECT id, created FROM stripe_balance_transactions
                           WHERE fact = f.fact ORDER BY created, id LIMIT 1) t ON true`
    : `CROSS JOIN (SELECT NULL::text AS id) t`;
  const isNews = `(known.transaction IS NULL AND excluded.transaction IS NOT NULL)`;
  return `
    CREATE OR REPLACE FUNCTION keep_takings(VARIADIC of_payments uuid[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM takings_movements m
       WHERE m.payment_id = ANY (of_payments)
         AND NOT EXISTS (SELECT FROM takings_facts f WHERE f.payment_id = m.payment_id AND f.id = m.id);
      INSERT INTO takings_movements AS known
             (id, payment_id, method, figure, currency, amount, at, day, fact, transaction)
      SELECT f.id, f.payment_id, f.method, f.figure, f.currency, f.amount,
             CASE WHEN f.on_day IS NULL THEN ${at} END, coalesce(f.on_day, balance_day(${at})), f.fact, t.id
        FROM takings_facts f ${transaction}
       WHERE f.payment_id = ANY (of_payments) ORDER BY f.id
      ON CONFLICT (id) DO UPDATE
         SET method = excluded.method, currency = excluded.currency, amount = excluded.amount, fact = excluded.fact,
             transaction = coalesce(known.transaction, excluded.transaction),
             at = CASE WHEN ${isNews} THEN excluded.at ELSE known.at END,
             day = CASE WHEN ${isNews} THEN excluded.day ELSE known.day END
       WHERE (known.method, known.currency, known.amount, known.fact)
             IS DISTINCT FROM (excluded.method, excluded.currency, excluded.amount, excluded.fact) OR ${isNews};
    END $$`;
}
