import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments found in Stripe for our customers that no booking asked for, and the bookings they were linked to. */
export class UnmatchedPayments1795690100000 implements MigrationInterface {
  readonly name = 'UnmatchedPayments1795690100000';

  async up(runner: QueryRunner): Promise<void> {
    // `payment` is all of it; the columns beside it are what lists read.
    await runner.query(`
      CREATE TABLE unmatched_payments (
        id              uuid PRIMARY KEY,
        payment_intent  text NOT NULL CONSTRAINT unmatched_payments_payment_intent UNIQUE,
        customer_id     uuid NOT NULL REFERENCES customers,
        stripe_customer text NOT NULL,
        description     text,
        named_booking   text,
        state           text NOT NULL,
        currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        amount          bigint NOT NULL CHECK (amount > 0),
        captured        bigint NOT NULL CHECK (captured >= 0),
        refunded        bigint NOT NULL CHECK (refunded BETWEEN 0 AND captured),
        made_at         timestamptz(3) NOT NULL,
        payment         jsonb NOT NULL,
        linked_booking  uuid REFERENCES bookings,
        linked_by       jsonb,
        linked_at       timestamptz(3),
        open            boolean NOT NULL GENERATED ALWAYS AS
                          (linked_booking IS NULL AND state IN ('processing', 'authorized', 'succeeded')) STORED,
        CHECK (num_nulls(linked_booking, linked_by, linked_at) IN (0, 3))
      )`);
    await runner.query(`CREATE INDEX unmatched_payments_open ON unmatched_payments (made_at, id) WHERE open`);
    await runner.query(
      `CREATE INDEX unmatched_payments_customer ON unmatched_payments (customer_id, made_at, id) WHERE open`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE unmatched_payments`);
  }
}
