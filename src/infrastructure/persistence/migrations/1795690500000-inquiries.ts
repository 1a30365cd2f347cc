import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A bank's inquiry, which may be closed and still become a dispute. */
export class Inquiries1795690500000 implements MigrationInterface {
  readonly name = 'Inquiries1795690500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE disputes ADD COLUMN inquiry boolean NOT NULL DEFAULT false`);
    // What a look back over a period asks about although it was made before.
    await runner.query(`CREATE INDEX disputes_open ON disputes (payment_id) WHERE status = 'open'`);
    await runner.query(`CREATE INDEX refunds_pending ON refunds (payment_id) WHERE status = 'pending'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX disputes_open, refunds_pending`);
    await runner.query(`ALTER TABLE disputes DROP COLUMN inquiry`);
  }
}
