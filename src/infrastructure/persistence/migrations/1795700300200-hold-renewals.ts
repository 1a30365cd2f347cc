import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A hold that is placed instead of another one, under which id that one is then released, and whether that was decided. */
export class HoldRenewals1795700300200 implements MigrationInterface {
  readonly name = 'HoldRenewals1795700300200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        ADD COLUMN replaces uuid REFERENCES payments,
        ADD COLUMN replaces_release uuid CONSTRAINT payments_replaces_release UNIQUE,
        ADD COLUMN replaces_decided boolean,
        ADD CONSTRAINT payments_replaces CHECK (
          num_nonnulls(replaces, replaces_release, replaces_decided) IN (0, 3)
          AND (replaces IS NULL OR kind = 'hold'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_replaces,
        DROP COLUMN replaces,
        DROP COLUMN replaces_release,
        DROP COLUMN replaces_decided`);
  }
}
