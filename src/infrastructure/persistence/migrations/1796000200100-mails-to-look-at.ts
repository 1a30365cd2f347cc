import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that didn't reach the customer, or may not have, until somebody dismisses them. */
export class MailsToLookAt1796000200100 implements MigrationInterface {
  readonly name = 'MailsToLookAt1796000200100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE mails
        ADD COLUMN dismissed_at timestamptz(3),
        ADD CONSTRAINT mails_dismissed CHECK (dismissed_at IS NULL OR state IN ('failed', 'unknown'))`);
    await runner.query(
      `CREATE INDEX mails_to_look_at ON mails (queued_at, id)
        WHERE state IN ('failed', 'unknown') AND dismissed_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX mails_to_look_at`);
    await runner.query(`ALTER TABLE mails DROP COLUMN dismissed_at`);
  }
}
