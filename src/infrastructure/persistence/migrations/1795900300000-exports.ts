import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that were asked for, in pieces, and the orders in which their rows are read. */
export class Exports1795900300000 implements MigrationInterface {
  readonly name = 'Exports1795900300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exports (
        id               uuid PRIMARY KEY,
        kind             text NOT NULL CHECK (kind IN (
                           'bookings', 'payments', 'refunds', 'collections', 'disputes', 'balances')),
        filter           jsonb NOT NULL,
        period_from      date,
        period_to        date CHECK (period_to >= period_from),
        time_zone        text NOT NULL,
        state            text NOT NULL CHECK (state IN (
                           'queued', 'running', 'ready', 'failed', 'canceled', 'expired')),
        attempt_id       uuid,
        attempt_heard_at timestamptz(3),
        attempts         integer NOT NULL,
        rows             bigint NOT NULL DEFAULT 0,
        bytes            bigint NOT NULL DEFAULT 0,
        as_of            timestamptz(3),
        totals           jsonb,
        reason           text,
        requested_at     timestamptz(3) NOT NULL,
        requested_by     jsonb NOT NULL,
        finished_at      timestamptz(3),
        canceled_by      jsonb,
        expires_at       timestamptz(3),
        CHECK (num_nulls(attempt_id, attempt_heard_at) = CASE WHEN state = 'running' THEN 0 ELSE 2 END),
        CHECK (num_nulls(as_of, totals, expires_at) = CASE WHEN state IN ('ready', 'expired') THEN 0 ELSE 3 END)
      )`);
    await runner.query(`CREATE INDEX exports_requested_at ON exports (requested_at, id)`);
    await runner.query(`CREATE INDEX exports_state ON exports (state, requested_at, id)`);
    await runner.query(`CREATE INDEX exports_kind ON exports (kind, requested_at, id)`);
    await runner.query(`CREATE INDEX exports_expires_at ON exports (expires_at) WHERE state = 'ready'`);
    await runner.query(`
      CREATE TABLE export_pieces (
        export_id uuid NOT NULL REFERENCES exports,
        position  integer NOT NULL,
        data      bytea NOT NULL,
        PRIMARY KEY (export_id, position)
      )`);
    // It is compressed already.
    await runner.query(`ALTER TABLE export_pieces ALTER COLUMN data SET STORAGE EXTERNAL`);
    await runner.query(`CREATE INDEX payments_requested_at ON payments (requested_at, id)`);
    await runner.query(
      `CREATE INDEX payments_received_on ON payments (received_on, id) WHERE kind = 'collection'`,
    );
    await runner.query(`CREATE INDEX refunds_created_at ON refunds (created_at, id)`);
    await runner.query(`CREATE INDEX disputes_opened_at ON disputes (opened_at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP INDEX disputes_opened_at, refunds_created_at, payments_received_on, payments_requested_at`,
    );
    await runner.query(`DROP TABLE export_pieces, exports`);
  }
}
