import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an event says by itself is applied apart from what has to be looked up in Stripe, so that neither waits for the
 * other. Parked events remember since when, and who had them tried again.
 */
export class Inbox1795690200000 implements MigrationInterface {
  readonly name = 'Inbox1795690200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE stripe_events
        ADD COLUMN look_up boolean NOT NULL DEFAULT false,
        ADD COLUMN outages integer NOT NULL DEFAULT 0,
        ADD COLUMN parked_at timestamptz(3),
        ADD COLUMN retried_by jsonb`);
    await runner.query(`UPDATE stripe_events SET parked_at = received_at WHERE state = 'parked'`);
    await runner.query(
      `ALTER TABLE stripe_events ADD CONSTRAINT stripe_events_parked_at CHECK (state <> 'parked' OR parked_at IS NOT NULL)`,
    );
    await runner.query(`DROP INDEX stripe_events_due, stripe_events_parked`);
    await runner.query(`
      CREATE INDEX stripe_events_due ON stripe_events (look_up, next_attempt_at)
       WHERE state IN ('received', 'failed')`);
    await runner.query(`
      CREATE INDEX stripe_events_look_up ON stripe_events (payment_intent)
       WHERE look_up AND state IN ('received', 'failed')`);
    await runner.query(`
      CREATE INDEX stripe_events_parked ON stripe_events (parked_at, id) WHERE state = 'parked'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX stripe_events_due, stripe_events_look_up, stripe_events_parked`);
    await runner.query(`
      ALTER TABLE stripe_events DROP COLUMN look_up, DROP COLUMN outages, DROP COLUMN parked_at, DROP COLUMN retried_by`);
    await runner.query(`
      CREATE INDEX stripe_events_due ON stripe_events (next_attempt_at) WHERE state IN ('received', 'failed')`);
    await runner.query(
      `CREATE INDEX stripe_events_parked ON stripe_events (received_at) WHERE state = 'parked'`,
    );
  }
}
