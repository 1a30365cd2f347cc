import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who put an unmatched payment back that was set aside, and what had been said of it. */
export class PutBack1795900400200 implements MigrationInterface {
  readonly name = 'PutBack1795900400200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE unmatched_payments ADD COLUMN put_back jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE unmatched_payments DROP COLUMN put_back`);
  }
}
