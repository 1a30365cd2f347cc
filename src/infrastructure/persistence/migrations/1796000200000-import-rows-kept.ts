import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of imports are kept for a time; those that have them still are few, whatever was imported before. */
export class ImportRowsKept1796000200000 implements MigrationInterface {
  readonly name = 'ImportRowsKept1796000200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE imports ADD COLUMN rows_removed_at timestamptz(3)`);
    await runner.query(
      `CREATE INDEX imports_with_rows ON imports (uploaded_at) WHERE rows_removed_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX imports_with_rows`);
    await runner.query(`ALTER TABLE imports DROP COLUMN rows_removed_at`);
  }
}
