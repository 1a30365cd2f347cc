import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every payment and refund gets the number of its receipt with its row, from one sequence for both. It has gaps: what
 * was declined has a number that nobody sees, and so has each time that a row is written again.
 */
export class Receipts1795900400000 implements MigrationInterface {
  readonly name = 'Receipts1795900400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SEQUENCE receipt_numbers START 1001`);
    for (const table of ['payments', 'refunds']) {
      await runner.query(
        `ALTER TABLE ${table} ADD COLUMN receipt_number bigint NOT NULL DEFAULT nextval('receipt_numbers')`,
      );
      await runner.query(`CREATE UNIQUE INDEX ${table}_receipt_number ON ${table} (receipt_number)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE payments DROP COLUMN receipt_number`);
    await runner.query(`ALTER TABLE refunds DROP COLUMN receipt_number`);
    await runner.query(`DROP SEQUENCE receipt_numbers`);
  }
}
