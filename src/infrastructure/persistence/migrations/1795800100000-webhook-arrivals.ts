import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When webhooks last brought an event, and when one was last refused for its signature: one row, written now and then. */
export class WebhookArrivals1795800100000 implements MigrationInterface {
  readonly name = 'WebhookArrivals1795800100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_arrivals (
        only_one        boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        last_event_at   timestamptz,
        last_refused_at timestamptz
      )`);
    await runner.query(`INSERT INTO webhook_arrivals DEFAULT VALUES`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE webhook_arrivals`);
  }
}
