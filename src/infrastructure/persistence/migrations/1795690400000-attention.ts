import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments that recovery can't settle, for people to look at: what went wrong last, and an index to list them by age. */
export class Attention1795690400000 implements MigrationInterface {
  readonly name = 'Attention1795690400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE payments ADD COLUMN recover_error text`);
    await runner.query(
      `CREATE INDEX payments_unsettled ON payments (requested_at, id) WHERE recover_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX payments_unsettled`);
    await runner.query(`ALTER TABLE payments DROP COLUMN recover_error`);
  }
}
