import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff of the console, their sessions, and their attempts to sign in. */
export class Staff1795532700000 implements MigrationInterface {
  readonly name = 'Staff1795532700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE staff (
        id            uuid PRIMARY KEY,
        email         text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
        name          text NOT NULL CHECK (name <> ''),
        password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
        created_at    timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE UNIQUE INDEX staff_email ON staff (lower(email))`);

    // The columns are those of connect-pg-simple.
    await runner.query(`
      CREATE TABLE staff_sessions (
        sid    text PRIMARY KEY,
        sess   json NOT NULL,
        expire timestamptz(6) NOT NULL
      )`);
    await runner.query(`CREATE INDEX staff_sessions_expire ON staff_sessions (expire)`);

    await runner.query(`
      CREATE TABLE sign_in_attempts (
        id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email   text NOT NULL,
        address text NOT NULL,
        at      timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX sign_in_attempts_email ON sign_in_attempts (email, at)`);
    await runner.query(`CREATE INDEX sign_in_attempts_address ON sign_in_attempts (address, at)`);

    await runner.query(`CREATE TABLE console_secrets (name text PRIMARY KEY, secret text NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE console_secrets, sign_in_attempts, staff_sessions, staff`);
  }
}
