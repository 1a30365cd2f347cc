import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which of Stripe's customers are to be told who they are by now, and which were. */
export class ContactsInStripe1796000200200 implements MigrationInterface {
  readonly name = 'ContactsInStripe1796000200200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contacts_in_stripe (
        stripe_customer text PRIMARY KEY REFERENCES stripe_customers,
        wanted          integer NOT NULL DEFAULT 0,
        told            integer NOT NULL DEFAULT 0 CHECK (told BETWEEN 0 AND wanted),
        attempt_id      uuid,
        attempt_of      integer CHECK (attempt_of <= wanted),
        attempt_since   timestamptz(3),
        unanswered      integer NOT NULL DEFAULT 0 CHECK (unanswered >= 0),
        refusal         text,
        CHECK (num_nulls(attempt_id, attempt_of, attempt_since) IN (0, 3))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE contacts_in_stripe`);
  }
}
