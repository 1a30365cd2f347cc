import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refund is asked for as a capture or a release is: stored first, under an id that tells it from others in Stripe. */
export class RefundRequests1795690000000 implements MigrationInterface {
  readonly name = 'RefundRequests1795690000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        ADD COLUMN operation_reason text
          CHECK (operation_reason IN ('duplicate', 'fraudulent', 'requested_by_customer')),
        ADD COLUMN operation_still_owed boolean,
        DROP CONSTRAINT payments_operation_kind_check,
        ADD CONSTRAINT payments_operation_kind_check CHECK (operation_kind IN ('capture', 'release', 'refund')),
        ADD CONSTRAINT payments_operation_refund CHECK (
          num_nonnulls(operation_reason, operation_still_owed)
            = CASE WHEN operation_kind = 'refund' THEN 2 ELSE 0 END)`);
    await runner.query(`
      ALTER TABLE refunds ADD COLUMN operation_id uuid CONSTRAINT refunds_operation UNIQUE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE refunds DROP COLUMN operation_id`);
    await runner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_operation_refund,
        DROP CONSTRAINT payments_operation_kind_check,
        DROP COLUMN operation_reason,
        DROP COLUMN operation_still_owed,
        ADD CONSTRAINT payments_operation_kind_check CHECK (operation_kind IN ('capture', 'release'))`);
  }
}
