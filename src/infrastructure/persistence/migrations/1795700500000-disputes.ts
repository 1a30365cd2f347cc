import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a dispute has come, until when it can be answered, and what Stripe moved for it. */
export class Disputes1795700500000 implements MigrationInterface {
  readonly name = 'Disputes1795700500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE disputes
        ADD COLUMN under_review boolean NOT NULL DEFAULT false,
        ADD COLUMN evidence_submitted boolean NOT NULL DEFAULT false,
        ADD COLUMN opened_at timestamptz(3)`);
    await runner.query(`
      CREATE TABLE dispute_movements (
        id           text PRIMARY KEY,
        dispute_id   text NOT NULL REFERENCES disputes,
        direction    text NOT NULL CHECK (direction IN ('withdrawn', 'reinstated')),
        currency     text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        amount       bigint NOT NULL CHECK (amount >= 0),
        fee          bigint CHECK (fee > 0),
        fee_returned bigint CHECK (fee_returned > 0),
        at           timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX dispute_movements_dispute ON dispute_movements (dispute_id)`);
    // Those that wait for an answer, the first to end first.
    await runner.query(`
      CREATE INDEX disputes_to_answer ON disputes ((coalesce(evidence_due_by, 'infinity')), id)
       WHERE status = 'open' AND NOT under_review`);
    await runner.query(`ALTER TABLE bookings ADD COLUMN dispute_due_by timestamptz(3)`);
    await runner.query(`
      UPDATE bookings b SET dispute_due_by = due.first
        FROM (SELECT p.booking_id, min(d.evidence_due_by) AS first
                FROM disputes d JOIN payments p ON p.id = d.payment_id
               WHERE d.status = 'open' GROUP BY p.booking_id) due
       WHERE due.booking_id = b.id`);
    // A list of the disputed ones.
    await runner.query(`CREATE INDEX bookings_disputed ON bookings (registered_at, id) WHERE disputed > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX bookings_disputed, disputes_to_answer`);
    await runner.query(`ALTER TABLE bookings DROP COLUMN dispute_due_by`);
    await runner.query(`DROP TABLE dispute_movements`);
    await runner.query(`
      ALTER TABLE disputes DROP COLUMN under_review, DROP COLUMN evidence_submitted, DROP COLUMN opened_at`);
  }
}
