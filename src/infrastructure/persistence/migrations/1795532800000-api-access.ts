import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs that may use the JSON API. */
export class ApiAccess1795532800000 implements MigrationInterface {
  readonly name = 'ApiAccess1795532800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_tokens (
        id         uuid PRIMARY KEY,
        name       text NOT NULL UNIQUE CHECK (name <> ''),
        digest     bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE api_tokens`);
  }
}
