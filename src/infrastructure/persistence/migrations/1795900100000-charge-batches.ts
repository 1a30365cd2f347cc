import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bookings that are reviewed and charged together. What became of each payment is read from the payment itself, so
 * nothing here can lag behind it.
 */
export class ChargeBatches1795900100000 implements MigrationInterface {
  readonly name = 'ChargeBatches1795900100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE charge_batches (
        id         uuid PRIMARY KEY,
        state      text NOT NULL CHECK (state IN (
                     'preparing', 'review', 'running', 'stopping', 'stopped', 'done', 'discarded')),
        version    integer NOT NULL CHECK (version > 0),
        size       integer NOT NULL CHECK (size > 0),
        examined   integer NOT NULL CHECK (examined BETWEEN 0 AND size),
        totals     jsonb NOT NULL,
        open       integer NOT NULL CHECK (open BETWEEN 0 AND examined),
        stopped    integer NOT NULL CHECK (stopped BETWEEN 0 AND examined),
        selection  jsonb NOT NULL,
        made_by    jsonb NOT NULL,
        made_at    timestamptz(3) NOT NULL,
        started_by jsonb,
        started_at timestamptz(3),
        stopped_by jsonb,
        stopped_at timestamptz(3),
        ended_at   timestamptz(3),
        CHECK (num_nulls(started_by, started_at) IN (0, 2)),
        CHECK (num_nulls(stopped_by, stopped_at) IN (0, 2)),
        CHECK ((state IN ('stopped', 'done', 'discarded')) = (ended_at IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX charge_batches_made_at ON charge_batches (made_at, id)`);
    await runner.query(`CREATE INDEX charge_batches_state ON charge_batches (state, made_at, id)`);
    await runner.query(
      `CREATE INDEX charge_batches_under_way ON charge_batches (id) WHERE state IN ('running', 'stopping')`,
    );
    // The bookings of a batch are chosen before it is known how many there are. A payment's id is fixed here, so that
    // a booking whose turn comes twice is charged once.
    await runner.query(`
      CREATE TABLE charge_batch_items (
        batch_id        uuid NOT NULL REFERENCES charge_batches DEFERRABLE INITIALLY DEFERRED,
        position        integer NOT NULL CHECK (position > 0),
        booking_id      uuid NOT NULL REFERENCES bookings,
        payment_id      uuid NOT NULL CONSTRAINT charge_batch_items_payment UNIQUE,
        step            text NOT NULL CHECK (step IN (
                          'unexamined', 'not_chargeable', 'waiting', 'begun', 'asked', 'left_out', 'stopped')),
        booking_version integer,
        currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        amount          bigint CHECK (amount > 0),
        card            jsonb,
        reason          text,
        note            text,
        tries           integer NOT NULL DEFAULT 0,
        begun_at        timestamptz(3),
        ended_at        timestamptz(3),
        PRIMARY KEY (batch_id, position),
        UNIQUE (batch_id, booking_id),
        CHECK (step NOT IN ('waiting', 'begun', 'asked', 'stopped') OR num_nulls(amount, card) = 0),
        CHECK ((step IN ('not_chargeable', 'left_out')) = (reason IS NOT NULL))
      )`);
    await runner.query(
      `CREATE INDEX charge_batch_items_step ON charge_batch_items (batch_id, step, position)`,
    );
    await runner.query(`CREATE INDEX charge_batch_items_booking ON charge_batch_items (booking_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE charge_batch_items, charge_batches`);
  }
}
