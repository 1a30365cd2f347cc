import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every look at Stripe for what webhooks missed, and what each found. The findings of earlier sweeps move in. */
export class Reconciliation1795690300000 implements MigrationInterface {
  readonly name = 'Reconciliation1795690300000';

  async up(runner: QueryRunner): Promise<void> {
    await runs(runner);
    await findings(runner);
    await runner.query(`
      ALTER TABLE event_sweep_cursor ADD seen integer NOT NULL DEFAULT 0, ADD missed integer NOT NULL DEFAULT 0,
        ADD error text`);
    await ours(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX payments_in_stripe, payments_open_in_stripe, payments_holds_over`);
    await runner.query(`ALTER TABLE payments DROP hold_looked_at`);
    await runner.query(`ALTER TABLE event_sweep_cursor DROP seen, DROP missed, DROP error`);
    await runner.query(`
      CREATE TABLE event_sweep_findings (
        id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at       timestamptz NOT NULL DEFAULT now(),
        since    timestamptz NOT NULL,
        until    timestamptz NOT NULL,
        seen     integer NOT NULL CHECK (seen >= 0),
        missed   integer NOT NULL CHECK (missed BETWEEN 0 AND seen)
      )`);
    await runner.query(`
      INSERT INTO event_sweep_findings (at, since, until, seen, missed)
      SELECT asked_at, since, until, seen, missed FROM reconciliations WHERE kind = 'events' ORDER BY asked_at`);
    await runner.query(`DROP TABLE reconciliation_seen, reconciliation_findings, reconciliations`);
  }
}

async function runs(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE reconciliations (
      id          uuid PRIMARY KEY,
      kind        text NOT NULL CHECK (kind IN ('events', 'deep', 'holds')),
      state       text NOT NULL CHECK (state IN ('waiting', 'running', 'interrupted', 'done', 'failed')),
      since       timestamptz(3) NOT NULL,
      until       timestamptz(3) NOT NULL CHECK (until >= since),
      dry_run     boolean NOT NULL DEFAULT false,
      asked_by    jsonb NOT NULL,
      asked_at    timestamptz(3) NOT NULL DEFAULT now(),
      started_at  timestamptz(3),
      finished_at timestamptz(3),
      seen        integer NOT NULL DEFAULT 0 CHECK (seen >= 0),
      pages       integer NOT NULL DEFAULT 0 CHECK (pages >= 0),
      missed      integer NOT NULL DEFAULT 0 CHECK (missed >= 0),
      drifted     integer NOT NULL DEFAULT 0 CHECK (drifted >= 0),
      healed      integer NOT NULL DEFAULT 0 CHECK (healed BETWEEN 0 AND drifted),
      unmatched   integer NOT NULL DEFAULT 0 CHECK (unmatched >= 0),
      position    jsonb,
      error       text,
      attempts    integer NOT NULL DEFAULT 0,
      holder      uuid,
      next_at     timestamptz,
      CHECK ((next_at IS NULL) = (state IN ('done', 'failed')))
    )`);
  await runner.query(`CREATE INDEX reconciliations_asked_at ON reconciliations (asked_at, id)`);
  await runner.query(`
    CREATE INDEX reconciliations_open ON reconciliations (asked_at, id) WHERE kind = 'deep' AND next_at IS NOT NULL`);
  // People and programs ask for one at a time; what Purser asks for itself comes in addition and waits its turn.
  await runner.query(`
    CREATE UNIQUE INDEX reconciliations_one_asked_for ON reconciliations ((true))
     WHERE kind = 'deep' AND next_at IS NOT NULL AND asked_by ->> 'kind' <> 'system'`);
  await runner.query(`
    INSERT INTO reconciliations (id, kind, state, since, until, asked_by, asked_at, started_at, finished_at, seen, missed)
    SELECT gen_random_uuid(), 'events', 'done', since, until, '{"kind": "system", "name": "Purser"}', at, at, at,
           seen, missed
      FROM event_sweep_findings ORDER BY id`);
  await runner.query(`DROP TABLE event_sweep_findings`);
}

async function findings(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE reconciliation_findings (
      id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      reconciliation_id uuid NOT NULL REFERENCES reconciliations ON DELETE CASCADE,
      payment_intent    text NOT NULL,
      booking_id        uuid NOT NULL REFERENCES bookings,
      payment_id        uuid NOT NULL REFERENCES payments,
      at                timestamptz(3) NOT NULL DEFAULT now(),
      differences       jsonb NOT NULL,
      events            text[] NOT NULL DEFAULT '{}',
      outcome           text NOT NULL CHECK (outcome IN ('found', 'healed', 'refused', 'missing')),
      note              text,
      UNIQUE (reconciliation_id, payment_intent)
    )`);
  await runner.query(
    `CREATE INDEX reconciliation_findings_run ON reconciliation_findings (reconciliation_id, id)`,
  );
  // What a deep run has met so far, so that one that goes on after a crash knows it too. Emptied at its end.
  await runner.query(`
    CREATE TABLE reconciliation_seen (
      reconciliation_id uuid NOT NULL REFERENCES reconciliations ON DELETE CASCADE,
      payment_intent    text NOT NULL,
      PRIMARY KEY (reconciliation_id, payment_intent)
    )`);
}

/** Our payments as a deep run walks through them, and holds whose time is over. */
async function ours(runner: QueryRunner): Promise<void> {
  await runner.query(
    `CREATE INDEX payments_in_stripe ON payments (requested_at, id) WHERE payment_intent IS NOT NULL`,
  );
  await runner.query(`
    CREATE INDEX payments_open_in_stripe ON payments (requested_at, id)
     WHERE payment_intent IS NOT NULL AND state IN ('authorized', 'requires_action', 'processing', 'in_doubt')`);
  await runner.query(`ALTER TABLE payments ADD hold_looked_at timestamptz`);
  await runner.query(`
    CREATE INDEX payments_holds_over ON payments (capture_before)
     WHERE state = 'authorized' AND payment_intent IS NOT NULL`);
}
