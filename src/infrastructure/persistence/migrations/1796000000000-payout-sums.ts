import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A payout also consists of what came back from an earlier one and of payouts made by hand meanwhile; and what Stripe
 * keeps back for a minimum balance is no payout, whatever its name. https://docs.stripe.com/reports/balance-transaction-types
 */
export class PayoutSums1796000000000 implements MigrationInterface {
  readonly name = 'PayoutSums1796000000000';

  async up(runner: QueryRunner): Promise<void> {
    await classify(
      runner,
      `type IN ('payout', 'payout_cancel', 'payout_failure') OR category IN ('payout', 'payout_reversal')`,
    );
    await runner.query(`
      UPDATE stripe_payouts p
         SET (transactions, transaction_net, fees) = (
               SELECT count(*), coalesce(sum(net), 0), coalesce(sum(fee), 0) FROM stripe_balance_transactions t
                WHERE t.payout = p.id AND NOT (t.type = 'payout' AND t.source = p.id))
       WHERE read_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await classify(runner, `category IN ('payout', 'payout_reversal') OR type LIKE 'payout%'`);
  }
}

/** A generated column can't be given another expression before PostgreSQL 17. */
async function classify(runner: QueryRunner, isPayout: string): Promise<void> {
  await runner.query(`ALTER TABLE stripe_balance_transactions DROP COLUMN standing`);
  await runner.query(`
    ALTER TABLE stripe_balance_transactions ADD COLUMN standing text NOT NULL GENERATED ALWAYS AS (
      CASE WHEN ${isPayout} THEN 'payout'
           WHEN payment_id IS NOT NULL THEN 'booking'
           WHEN charge IS NOT NULL OR payment_intent IS NOT NULL THEN 'foreign'
           ELSE 'account' END) STORED`);
  await runner.query(`
    CREATE INDEX stripe_balance_transactions_standing ON stripe_balance_transactions (standing, created, id)`);
  await runner.query(`SELECT count_takings_anew()`);
}
