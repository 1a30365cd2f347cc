import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When it is tried next to cancel, in Stripe, what was declined: nobody is to pay it after all, beside another charge. */
export class ClosedDeclines1795700200200 implements MigrationInterface {
  readonly name = 'ClosedDeclines1795700200200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        ADD COLUMN close_at timestamptz,
        ADD COLUMN close_attempts integer NOT NULL DEFAULT 0`);
    await runner.query(`CREATE INDEX payments_close ON payments (close_at) WHERE close_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE payments DROP COLUMN close_attempts, DROP COLUMN close_at`);
  }
}
