import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was decided when this database was first used, and stays so. */
export class Installation1795600100000 implements MigrationInterface {
  readonly name = 'Installation1795600100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE installation (
        single      boolean PRIMARY KEY DEFAULT true CHECK (single),
        stripe_mode text NOT NULL CHECK (stripe_mode IN ('sandbox', 'test', 'live'))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE installation`);
  }
}
