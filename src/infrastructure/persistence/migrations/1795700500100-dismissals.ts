import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `linked_booking IS NULL AND state IN ('processing', 'authorized', 'succeeded')`;

/** Unmatched payments that staff say are for no booking: set aside with a note, until somebody takes that back. */
export class Dismissals1795700500100 implements MigrationInterface {
  readonly name = 'Dismissals1795700500100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE unmatched_payments
        ADD COLUMN dismissed_note text,
        ADD COLUMN dismissed_by jsonb,
        ADD COLUMN dismissed_at timestamptz(3),
        ADD CHECK (num_nulls(dismissed_note, dismissed_by, dismissed_at) IN (0, 3))`);
    await open(runner, `${OPEN} AND dismissed_at IS NULL`);
    await runner.query(`
      CREATE INDEX unmatched_payments_dismissed ON unmatched_payments (made_at, id)
       WHERE dismissed_at IS NOT NULL AND linked_booking IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await open(runner, OPEN);
    await runner.query(`
      ALTER TABLE unmatched_payments
        DROP COLUMN dismissed_note, DROP COLUMN dismissed_by, DROP COLUMN dismissed_at`);
  }
}

/** What is generated can't be changed in its place; its indexes go with it. */
async function open(runner: QueryRunner, when: string): Promise<void> {
  await runner.query(`ALTER TABLE unmatched_payments DROP COLUMN open`);
  await runner.query(
    `ALTER TABLE unmatched_payments ADD COLUMN open boolean NOT NULL GENERATED ALWAYS AS (${when}) STORED`,
  );
  await runner.query(`CREATE INDEX unmatched_payments_open ON unmatched_payments (made_at, id) WHERE open`);
  await runner.query(
    `CREATE INDEX unmatched_payments_customer ON unmatched_payments (customer_id, made_at, id) WHERE open`,
  );
}
