import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is noted with a refund, how much of it gave back an overpayment, and whether somebody said that it is still owed.
 * A refund that failed wants a look, like a declined charge.
 */
export class RefundNotes1795700300100 implements MigrationInterface {
  readonly name = 'RefundNotes1795700300100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        ADD COLUMN operation_note text,
        ADD COLUMN operation_of_overpaid bigint,
        ADD CONSTRAINT payments_operation_refund_details CHECK (
          operation_kind = 'refund' OR num_nonnulls(operation_note, operation_of_overpaid) = 0),
        ADD CONSTRAINT payments_operation_of_overpaid CHECK (
          operation_of_overpaid BETWEEN 1 AND operation_amount)`);
    await runner.query(`
      ALTER TABLE refunds
        ADD COLUMN note text,
        ADD COLUMN of_overpaid bigint CHECK (of_overpaid BETWEEN 1 AND amount),
        ADD COLUMN owed_decided boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE bookings ADD COLUMN refund_failed boolean NOT NULL DEFAULT false`);
    await wantsAttention(
      runner,
      'in_doubt OR action_required OR last_charge_declined OR disputed > 0 OR refund_failed',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await wantsAttention(runner, 'in_doubt OR action_required OR last_charge_declined OR disputed > 0');
    await runner.query(`ALTER TABLE bookings DROP COLUMN refund_failed`);
    await runner.query(
      `ALTER TABLE refunds DROP COLUMN note, DROP COLUMN of_overpaid, DROP COLUMN owed_decided`,
    );
    await runner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_operation_refund_details,
        DROP CONSTRAINT payments_operation_of_overpaid,
        DROP COLUMN operation_note,
        DROP COLUMN operation_of_overpaid`);
  }
}

/** A generated column takes another expression only by being made again; its indexes go with it. */
async function wantsAttention(runner: QueryRunner, when: string): Promise<void> {
  await runner.query(`DROP INDEX bookings_attention, bookings_hold_expires_at`);
  await runner.query(`
    ALTER TABLE bookings
      DROP COLUMN attention,
      ADD COLUMN attention boolean NOT NULL GENERATED ALWAYS AS (${when}) STORED`);
  await runner.query(`CREATE INDEX bookings_attention ON bookings (registered_at, id) WHERE attention`);
  await runner.query(
    `CREATE INDEX bookings_hold_expires_at ON bookings (hold_expires_at) INCLUDE (attention)
     WHERE hold_expires_at IS NOT NULL`,
  );
}
