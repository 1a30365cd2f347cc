import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that customers follow, and payments that they make on Stripe's own page. */
export class CustomerLinks1795700200000 implements MigrationInterface {
  readonly name = 'CustomerLinks1795700200000';

  async up(runner: QueryRunner): Promise<void> {
    // The token as it is: staff copy the link again, and what was asked of Stripe with it in it is asked again in the
    // same words.
    await runner.query(`
      CREATE TABLE customer_links (
        id          uuid PRIMARY KEY,
        token       text NOT NULL CONSTRAINT customer_links_token UNIQUE CHECK (length(token) >= 22),
        purpose     text NOT NULL CHECK (purpose IN ('pay', 'authenticate', 'add_card')),
        customer_id uuid NOT NULL REFERENCES customers,
        booking_id  uuid REFERENCES bookings,
        payment_id  uuid REFERENCES payments,
        currency    text CHECK (currency ~ '^[A-Z]{3}$'),
        amount      bigint CHECK (amount > 0),
        expires_at  timestamptz(3) NOT NULL,
        created_at  timestamptz(3) NOT NULL,
        created_by  jsonb NOT NULL,
        stopped_at  timestamptz(3),
        stopped_by  jsonb,
        stop_reason text,
        attempt     uuid,
        CHECK (num_nulls(currency, amount) IN (0, 2)),
        CHECK (num_nulls(stopped_at, stopped_by) IN (0, 2)),
        CHECK (purpose <> 'pay' OR num_nulls(booking_id, amount) = 0),
        CHECK (purpose <> 'authenticate' OR num_nulls(booking_id, payment_id) = 0)
      )`);
    await runner.query(
      `CREATE INDEX customer_links_booking ON customer_links (booking_id, created_at DESC, id DESC)`,
    );
    await runner.query(
      `CREATE INDEX customer_links_customer ON customer_links (customer_id, created_at DESC, id DESC)`,
    );
    await runner.query(
      `CREATE INDEX customer_links_payment ON customer_links (payment_id) WHERE payment_id IS NOT NULL`,
    );
    await runner.query(`
      ALTER TABLE payments
        ADD COLUMN link_id             uuid REFERENCES customer_links,
        ADD COLUMN checkout_session    text CONSTRAINT payments_checkout_session UNIQUE,
        ADD COLUMN checkout_url        text,
        ADD COLUMN checkout_expires_at timestamptz(3),
        ADD CONSTRAINT payments_checkout CHECK (num_nulls(link_id, checkout_expires_at) IN (0, 2)),
        DROP CONSTRAINT payments_operation_kind_check,
        ADD CONSTRAINT payments_operation_kind_check
          CHECK (operation_kind IN ('capture', 'release', 'refund', 'cancel'))`);
    await runner.query(`CREATE INDEX payments_link ON payments (link_id) WHERE link_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_operation_kind_check,
        ADD CONSTRAINT payments_operation_kind_check CHECK (operation_kind IN ('capture', 'release', 'refund')),
        DROP CONSTRAINT payments_checkout,
        DROP COLUMN checkout_expires_at,
        DROP COLUMN checkout_url,
        DROP COLUMN checkout_session,
        DROP COLUMN link_id`);
    await runner.query(`DROP TABLE customer_links`);
  }
}
