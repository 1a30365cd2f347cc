import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What went wrong with an export was kept in the words of libraries, which staff can do nothing with. */
export class ExportReasons1796000200050 implements MigrationInterface {
  readonly name = 'ExportReasons1796000200050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE exports
         SET reason = 'Something went wrong in Purser while it was written. What it was, the log says.'
       WHERE reason LIKE 'It was interrupted: %'`);
  }

  /** What the words were, nobody knows any more. */
  async down(): Promise<void> {}
}
