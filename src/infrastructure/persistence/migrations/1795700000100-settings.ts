import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff settle for the whole desk: one row, and who changed what. Unset means as it comes. */
export class Settings1795700000100 implements MigrationInterface {
  readonly name = 'Settings1795700000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE settings (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version  integer NOT NULL CHECK (version > 0),
        data     jsonb NOT NULL
      )`);
    await runner.query(`INSERT INTO settings (version, data) VALUES (1, '{}')`);
    await runner.query(`
      CREATE TABLE settings_changes (
        id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at      timestamptz(3) NOT NULL,
        actor   jsonb NOT NULL,
        setting text NOT NULL,
        before  jsonb NOT NULL,
        after   jsonb NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE settings_changes, settings`);
  }
}
