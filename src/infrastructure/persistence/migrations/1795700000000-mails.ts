import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails to customers, and what became of each. One cause makes one mail. */
export class Mails1795700000000 implements MigrationInterface {
  readonly name = 'Mails1795700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mails (
        id              uuid PRIMARY KEY,
        cause           text NOT NULL CONSTRAINT mails_cause UNIQUE,
        booking_id      uuid REFERENCES bookings,
        recipient_email text NOT NULL,
        recipient_name  text,
        template        text NOT NULL,
        data            jsonb NOT NULL,
        state           text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'kept')),
        queued_at       timestamptz(3) NOT NULL,
        attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        attempts_in_row integer NOT NULL DEFAULT 0 CHECK (attempts_in_row BETWEEN 0 AND attempts),
        times_sent      integer NOT NULL DEFAULT 0 CHECK (times_sent BETWEEN 0 AND attempts),
        attempt_id      uuid,
        attempt_since   timestamptz(3),
        next_attempt_at timestamptz(3),
        reason          text,
        subject         text,
        text            text,
        html            text,
        CHECK ((state = 'queued') = (next_attempt_at IS NOT NULL)),
        CHECK ((state IN ('sending', 'unknown')) = (attempt_id IS NOT NULL)),
        CHECK (num_nulls(attempt_id, attempt_since) IN (0, 2)),
        CHECK (num_nulls(subject, text, html) IN (0, 3))
      )`);
    await runner.query(`CREATE INDEX mails_queued_at ON mails (queued_at, id)`);
    await runner.query(`CREATE INDEX mails_state ON mails (state, queued_at, id)`);
    await runner.query(
      `CREATE INDEX mails_booking ON mails (booking_id, queued_at, id) WHERE booking_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE mail_events (
        id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        mail_id uuid NOT NULL REFERENCES mails,
        type    text NOT NULL,
        at      timestamptz(3) NOT NULL,
        actor   jsonb NOT NULL,
        note    text
      )`);
    await runner.query(`CREATE INDEX mail_events_mail ON mail_events (mail_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE mail_events, mails`);
  }
}
