import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What Stripe itself says is in the balance. `unlisted`: how much more that is than the transactions that are known come
 * to. Money moves between one request and the next, so it is believed only after `looks` in a row that say the same.
 */
export class StripeBalanceNow1796000003000 implements MigrationInterface {
  readonly name = 'StripeBalanceNow1796000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stripe_balance_now (
        currency text PRIMARY KEY CHECK (currency ~ '^[A-Z]{3}$'),
        amount   bigint NOT NULL,
        unlisted numeric NOT NULL,
        looks    integer NOT NULL DEFAULT 1
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE stripe_balance_now`);
  }
}
