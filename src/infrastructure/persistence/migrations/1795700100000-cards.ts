import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Customers' cards as Stripe keeps them, with what happened to them and whose visit to Stripe's page brought them.
 * Events of Stripe that speak of a customer's cards wait like those of payments do.
 */
export class Cards1795700100000 implements MigrationInterface {
  readonly name = 'Cards1795700100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cards (
        customer_id uuid NOT NULL REFERENCES customers,
        id          text NOT NULL,
        brand       text NOT NULL,
        last4       text NOT NULL,
        exp_month   integer CHECK (exp_month BETWEEN 1 AND 12),
        exp_year    integer CHECK (exp_year > 2000),
        added_at    timestamptz(3) NOT NULL,
        PRIMARY KEY (customer_id, id)
      )`);
    await runner.query(`
      ALTER TABLE customers
        ADD COLUMN cards_version integer NOT NULL DEFAULT 1 CHECK (cards_version > 0),
        ADD COLUMN card_looks integer NOT NULL DEFAULT 0 CHECK (card_looks >= 0),
        ADD COLUMN primary_card text,
        ADD COLUMN card_requests jsonb NOT NULL DEFAULT '[]'`);
    await runner.query(`ALTER TABLE customers RENAME COLUMN card TO refused_card`);
    await runner.query(`
      INSERT INTO cards (customer_id, id, brand, last4, exp_month, exp_year, added_at)
      SELECT id, refused_card ->> 'id', refused_card ->> 'brand', refused_card ->> 'last4',
             (refused_card ->> 'expMonth')::integer, (refused_card ->> 'expYear')::integer, created_at
        FROM customers WHERE refused_card IS NOT NULL AND NOT refused_card ? 'refused'`);
    await runner.query(`
      UPDATE customers SET primary_card = refused_card ->> 'id', refused_card = NULL
       WHERE refused_card IS NOT NULL AND NOT refused_card ? 'refused'`);

    await runner.query(`
      CREATE TABLE customer_events (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers,
        version     integer NOT NULL,
        type        text NOT NULL,
        at          timestamptz(3) NOT NULL,
        actor       jsonb NOT NULL,
        data        jsonb NOT NULL
      )`);
    await runner.query(`CREATE INDEX customer_events_customer ON customer_events (customer_id, id)`);
    await runner.query(`
      CREATE TABLE card_setups (
        id          uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers,
        booking_id  uuid REFERENCES bookings,
        started_by  jsonb NOT NULL,
        started_at  timestamptz(3) NOT NULL,
        session     text
      )`);

    await runner.query(`ALTER TABLE stripe_events ADD COLUMN stripe_customer text`);
    await runner.query(`DROP INDEX stripe_events_look_up`);
    await runner.query(`
      CREATE INDEX stripe_events_look_up ON stripe_events (coalesce(payment_intent, stripe_customer))
       WHERE look_up AND state IN ('received', 'failed')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX stripe_events_look_up`);
    await runner.query(`DELETE FROM stripe_events WHERE payment_intent IS NULL AND state <> 'ignored'`);
    await runner.query(`ALTER TABLE stripe_events DROP COLUMN stripe_customer`);
    await runner.query(`
      CREATE INDEX stripe_events_look_up ON stripe_events (payment_intent)
       WHERE look_up AND state IN ('received', 'failed')`);
    await runner.query(`ALTER TABLE customers RENAME COLUMN refused_card TO card`);
    await runner.query(`
      UPDATE customers SET card = jsonb_strip_nulls(jsonb_build_object('id', cards.id, 'brand', brand, 'last4', last4,
             'expMonth', exp_month, 'expYear', exp_year))
        FROM cards WHERE card IS NULL AND customer_id = customers.id AND cards.id = primary_card`);
    await runner.query(`DROP TABLE card_setups, customer_events, cards`);
    await runner.query(`
      ALTER TABLE customers DROP COLUMN cards_version, DROP COLUMN card_looks, DROP COLUMN primary_card,
        DROP COLUMN card_requests`);
  }
}
