import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the sweep of Stripe's events has come, and what it found that webhooks had missed. */
export class EventSweeps1795600000000 implements MigrationInterface {
  readonly name = 'EventSweeps1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE event_sweep_cursor (
        single      boolean PRIMARY KEY DEFAULT true CHECK (single),
        reached     timestamptz NOT NULL,
        next_at     timestamptz NOT NULL,
        finished_at timestamptz
      )`);
    // Nothing of ours is in Stripe before the first start; the hour is for clocks that disagree.
    await runner.query(
      `INSERT INTO event_sweep_cursor (reached, next_at) VALUES (now() - interval '1 hour', now())`,
    );
    await runner.query(`
      CREATE TABLE event_sweep_findings (
        id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at       timestamptz NOT NULL DEFAULT now(),
        since    timestamptz NOT NULL,
        until    timestamptz NOT NULL,
        seen     integer NOT NULL CHECK (seen >= 0),
        missed   integer NOT NULL CHECK (missed BETWEEN 0 AND seen)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE event_sweep_findings, event_sweep_cursor`);
  }
}
