import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A refund that waited for enough in the balance, and then failed or was taken back, never moved any: Stripe has no
 * transaction of it, and the takings don't await one for ever. https://docs.stripe.com/refunds#failed-refunds
 */
export class RefundsThatNeverMoved1796000004000 implements MigrationInterface {
  readonly name = 'RefundsThatNeverMoved1796000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE takings_unmoved (refund text PRIMARY KEY REFERENCES refunds ON DELETE CASCADE)`,
    );
    await runner.query(
      facts(`(SELECT * FROM refunds r
               WHERE r.status NOT IN ('failed', 'canceled')
                  OR NOT EXISTS (SELECT FROM takings_unmoved u WHERE u.refund = r.id))`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(facts('refunds'));
    await runner.query(`DROP TABLE takings_unmoved`);
  }
}

/** `refunds`: those that count. */
function facts(refunds: string): string {
  const method = `CASE WHEN p.kind = 'collection' THEN p.collection_method
                       WHEN p.card IS NOT NULL THEN 'stripe:card' ELSE 'stripe:other' END AS method`;
  return `
    CREATE OR REPLACE VIEW takings_facts AS
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
      FROM ${refunds} r JOIN payments p ON p.id = r.payment_id
    UNION ALL
    SELECT 'returned:' || r.id, p.id, ${method}, 'returned', r.currency, r.amount, v.reversed_at, NULL,
           CASE WHEN p.kind <> 'collection' THEN r.id || ':returned' END
      FROM ${refunds} r JOIN payments p ON p.id = r.payment_id LEFT JOIN collection_reversals v ON v.payment_id = p.id
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
       SELECT FROM dispute_movements m WHERE m.dispute_id = d.id AND m.direction = 'withdrawn' AND m.amount > 0)`;
}
