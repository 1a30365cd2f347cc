import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What Stripe tells of its pages is looked up like what it tells of payments and cards. */
export class CheckoutEvents1795700200100 implements MigrationInterface {
  readonly name = 'CheckoutEvents1795700200100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stripe_events ADD COLUMN checkout_session text`);
    await runner.query(`DROP INDEX stripe_events_look_up`);
    await runner.query(`
      CREATE INDEX stripe_events_look_up
          ON stripe_events (coalesce(payment_intent, stripe_customer, checkout_session))
       WHERE look_up AND state IN ('received', 'failed')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX stripe_events_look_up`);
    await runner.query(`
      DELETE FROM stripe_events WHERE coalesce(payment_intent, stripe_customer) IS NULL AND state <> 'ignored'`);
    await runner.query(`ALTER TABLE stripe_events DROP COLUMN checkout_session`);
    await runner.query(`
      CREATE INDEX stripe_events_look_up ON stripe_events (coalesce(payment_intent, stripe_customer))
       WHERE look_up AND state IN ('received', 'failed')`);
  }
}
