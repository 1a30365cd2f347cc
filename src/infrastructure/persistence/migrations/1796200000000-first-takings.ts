import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of most payments nothing is known yet but that they were taken, and a charge comes by here once: only that one of the
 * facts is looked for then, not all that may become of a payment later. And where more is known, what no longer holds is
 * found among the facts of these payments: by comparing with `m.payment_id`, PostgreSQL read the payments whole for it.
 */
export class FirstTakings1796200000000 implements MigrationInterface {
  readonly name = 'FirstTakings1796200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      keepTakings(`
      IF EXISTS (SELECT FROM takings_movements m WHERE m.payment_id = ANY (of_payments))
         OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = ANY (of_payments))
         OR EXISTS (SELECT FROM disputes d WHERE d.payment_id = ANY (of_payments))
         OR EXISTS (SELECT FROM collection_reversals v WHERE v.payment_id = ANY (of_payments)) THEN
        ${deleteOthers('f.payment_id = ANY (of_payments)')}
        ${insertFacts()}
      ELSE
        ${insertFacts(`AND f.figure = 'taken'`)}
      END IF;`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(keepTakings(`${deleteOthers('f.payment_id = m.payment_id')} ${insertFacts()}`));
  }
}

/** A function that is replaced loses its settings, so it brings them along (TakingsByOnePlan1796000400000). */
function keepTakings(body: string): string {
  return `
    CREATE OR REPLACE FUNCTION keep_takings(VARIADIC of_payments uuid[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $$
    BEGIN ${body} END $$`;
}

function deleteOthers(ofPayments: string): string {
  return `
        DELETE FROM takings_movements m
         WHERE m.payment_id = ANY (of_payments)
           AND NOT EXISTS (SELECT FROM takings_facts f WHERE ${ofPayments} AND f.id = m.id);`;
}

/** When the money moved is decided once, and then only by Stripe's transaction. */
function insertFacts(which = ''): string {
  const at = `coalesce(t.created, f.known_at, now())`;
  const isNews = `(known.transaction IS NULL AND excluded.transaction IS NOT NULL)`;
  return `
        INSERT INTO takings_movements AS known
               (id, payment_id, method, figure, currency, amount, at, day, fact, transaction)
        SELECT f.id, f.payment_id, f.method, f.figure, f.currency, f.amount,
               CASE WHEN f.on_day IS NULL THEN ${at} END, coalesce(f.on_day, balance_day(${at})), f.fact, t.id
          FROM takings_facts f
          LEFT JOIN LATERAL (SELECT id, created FROM stripe_balance_transactions
                              WHERE fact = f.fact ORDER BY created, id LIMIT 1) t ON true
         WHERE f.payment_id = ANY (of_payments) ${which} ORDER BY f.id
        ON CONFLICT (id) DO UPDATE
           SET method = excluded.method, currency = excluded.currency, amount = excluded.amount, fact = excluded.fact,
               transaction = coalesce(known.transaction, excluded.transaction),
               at = CASE WHEN ${isNews} THEN excluded.at ELSE known.at END,
               day = CASE WHEN ${isNews} THEN excluded.day ELSE known.day END
         WHERE (known.method, known.currency, known.amount, known.fact)
               IS DISTINCT FROM (excluded.method, excluded.currency, excluded.amount, excluded.fact) OR ${isNews};`;
}
