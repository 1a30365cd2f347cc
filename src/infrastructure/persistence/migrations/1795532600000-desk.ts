import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bookings, payments and what Stripe said. Money is whole minor units in a bigint next to its currency; what must
 * never be is refused here too, whatever the code does.
 */
export class Desk1795532600000 implements MigrationInterface {
  readonly name = 'Desk1795532600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
    await customers(runner);
    await bookings(runner);
    await payments(runner);
    await history(runner);
    await tallies(runner);
    await stripeEvents(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE stripe_events, decisions, booking_events, disputes, refunds, payments, booking_tallies,
                 bookings, customers`);
    await runner.query(`DROP FUNCTION tally_new_bookings, tally_changed_bookings, tally_deleted_bookings`);
  }
}

async function customers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE customers (
      id              uuid PRIMARY KEY,
      name            text NOT NULL,
      email           text NOT NULL,
      phone           text,
      stripe_customer text UNIQUE,
      card            jsonb,
      created_at      timestamptz NOT NULL DEFAULT now()
    )`);
  await runner.query(`CREATE UNIQUE INDEX customers_email ON customers (lower(email))`);
}

async function bookings(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE bookings (
      id                   uuid PRIMARY KEY,
      reference            text NOT NULL CONSTRAINT bookings_reference UNIQUE,
      customer_id          uuid NOT NULL REFERENCES customers,
      customer_name        text NOT NULL,
      customer_email       text NOT NULL,
      customer_phone       text,
      service              text NOT NULL,
      starts_at            timestamptz(3) NOT NULL,
      payment_option       text NOT NULL CHECK (payment_option IN ('charge_now', 'pre_authorize', 'later')),
      registered_at        timestamptz(3) NOT NULL,
      registered_by        jsonb NOT NULL,
      version              integer NOT NULL CHECK (version > 0),
      currency             text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      total                bigint NOT NULL CHECK (total > 0),
      captured             bigint NOT NULL CHECK (captured >= 0),
      collected            bigint NOT NULL CHECK (collected >= 0),
      refunded             bigint NOT NULL CHECK (refunded BETWEEN 0 AND captured + collected),
      waived               bigint NOT NULL CHECK (waived BETWEEN 0 AND refunded),
      disputed             bigint NOT NULL CHECK (disputed >= 0),
      held                 bigint NOT NULL CHECK (held >= 0),
      in_flight            bigint NOT NULL CHECK (in_flight >= 0),
      outstanding          bigint NOT NULL CHECK (outstanding >= 0),
      overpaid             bigint NOT NULL CHECK (overpaid >= 0),
      chargeable           bigint NOT NULL CHECK (chargeable BETWEEN 0 AND outstanding),
      payment_status       text NOT NULL CHECK (payment_status IN (
                             'not_charged', 'processing', 'authorized', 'partially_charged',
                             'charged_in_full', 'partially_refunded', 'refunded')),
      in_doubt             boolean NOT NULL,
      action_required      boolean NOT NULL,
      last_charge_declined boolean NOT NULL,
      hold_expires_at      timestamptz(3),
      attention            boolean NOT NULL GENERATED ALWAYS AS
                             (in_doubt OR action_required OR last_charge_declined OR disputed > 0) STORED,
      search               text NOT NULL GENERATED ALWAYS AS
                             (lower(reference || E'\\n' || customer_name || E'\\n' || customer_email)) STORED
    )`);
  for (const column of ['registered_at', 'starts_at', 'outstanding']) {
    await runner.query(`CREATE INDEX bookings_${column} ON bookings (${column}, id)`);
    await runner.query(`CREATE INDEX bookings_status_${column} ON bookings (payment_status, ${column}, id)`);
  }
  await runner.query(`CREATE INDEX bookings_customer ON bookings (customer_id, registered_at)`);
  await runner.query(`CREATE INDEX bookings_search ON bookings USING gin (search gin_trgm_ops)`);
  await runner.query(`CREATE INDEX bookings_attention ON bookings (registered_at, id) WHERE attention`);
  await runner.query(
    `CREATE INDEX bookings_hold_expires_at ON bookings (hold_expires_at) INCLUDE (attention)
     WHERE hold_expires_at IS NOT NULL`,
  );
}

async function payments(runner: QueryRunner): Promise<void> {
  // A payment's id is its idempotency key at Stripe, and so is its operation's: neither can exist twice.
  await runner.query(`
    CREATE TABLE payments (
      id                     uuid PRIMARY KEY,
      booking_id             uuid NOT NULL REFERENCES bookings,
      position               integer NOT NULL,
      kind                   text NOT NULL CHECK (kind IN ('charge', 'hold', 'collection')),
      state                  text NOT NULL CHECK (state IN (
                               'requested', 'processing', 'in_doubt', 'requires_action', 'authorized', 'succeeded',
                               'released', 'expired', 'declined', 'failed', 'canceled')),
      currency               text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      amount                 bigint NOT NULL CHECK (amount > 0),
      captured               bigint NOT NULL CHECK (captured BETWEEN 0 AND amount),
      payment_method         text,
      card                   jsonb,
      payment_intent         text CONSTRAINT payments_payment_intent UNIQUE,
      charge                 text,
      capture_before         timestamptz(3),
      decline                jsonb,
      note                   text,
      operation_id           uuid CONSTRAINT payments_operation UNIQUE,
      operation_kind         text CHECK (operation_kind IN ('capture', 'release')),
      operation_amount       bigint CHECK (operation_amount BETWEEN 1 AND amount),
      operation_in_doubt     boolean,
      operation_requested_at timestamptz(3),
      operation_by           jsonb,
      requested_at           timestamptz(3) NOT NULL,
      requested_by           jsonb NOT NULL,
      recover_at             timestamptz,
      recover_attempts       integer NOT NULL DEFAULT 0,
      UNIQUE (booking_id, position),
      CHECK (num_nulls(operation_id, operation_kind, operation_amount, operation_in_doubt,
                       operation_requested_at, operation_by) IN (0, 6))
    )`);
  await runner.query(`CREATE INDEX payments_recover ON payments (recover_at) WHERE recover_at IS NOT NULL`);
  await runner.query(`
    CREATE TABLE refunds (
      id         text PRIMARY KEY,
      payment_id uuid NOT NULL REFERENCES payments,
      currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      amount     bigint NOT NULL CHECK (amount > 0),
      status     text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'canceled')),
      reason     text,
      still_owed boolean NOT NULL,
      created_at timestamptz(3) NOT NULL
    )`);
  await runner.query(`CREATE INDEX refunds_payment ON refunds (payment_id)`);
  await runner.query(`
    CREATE TABLE disputes (
      id              text PRIMARY KEY,
      payment_id      uuid NOT NULL REFERENCES payments,
      currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
      amount          bigint NOT NULL CHECK (amount > 0),
      status          text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
      reason          text,
      evidence_due_by timestamptz(3)
    )`);
  await runner.query(`CREATE INDEX disputes_payment ON disputes (payment_id)`);
}

async function history(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE booking_events (
      id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      booking_id uuid NOT NULL REFERENCES bookings,
      version    integer NOT NULL,
      type       text NOT NULL,
      at         timestamptz(3) NOT NULL,
      actor      jsonb NOT NULL,
      data       jsonb NOT NULL
    )`);
  await runner.query(`CREATE INDEX booking_events_booking ON booking_events (booking_id, id)`);
  await runner.query(`
    CREATE TABLE decisions (
      scope       text NOT NULL,
      key         text NOT NULL,
      fingerprint text NOT NULL,
      subject     uuid NOT NULL,
      created_at  timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (scope, key)
    )`);
  await runner.query(`CREATE INDEX decisions_created_at ON decisions (created_at)`);
}

/** Rows are differences; only their sums mean anything. See docs/adr/0005. */
async function tallies(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE booking_tallies (
      id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      payment_status text NOT NULL,
      currency       text NOT NULL,
      bookings       bigint NOT NULL,
      outstanding    numeric NOT NULL
    )`);
  const differences = (rows: string) => `
    INSERT INTO booking_tallies (payment_status, currency, bookings, outstanding)
    SELECT payment_status, currency, sum(n), sum(n * outstanding) FROM (${rows}) AS differences
    GROUP BY payment_status, currency
    HAVING sum(n) <> 0 OR sum(n * outstanding) <> 0;`;
  const added = 'SELECT payment_status, currency, outstanding, 1 AS n FROM new_rows';
  const removed = 'SELECT payment_status, currency, outstanding, -1 AS n FROM old_rows';
  const triggers = [
    ['tally_new_bookings', 'INSERT', 'NEW TABLE AS new_rows', added],
    [
      'tally_changed_bookings',
      'UPDATE',
      'NEW TABLE AS new_rows OLD TABLE AS old_rows',
      `${added} UNION ALL ${removed}`,
    ],
    ['tally_deleted_bookings', 'DELETE', 'OLD TABLE AS old_rows', removed],
  ] as const;
  for (const [name, operation, tables, rows] of triggers) {
    await runner.query(`
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN ${differences(rows)} RETURN NULL; END $$`);
    await runner.query(`
      CREATE TRIGGER ${name} AFTER ${operation} ON bookings REFERENCING ${tables}
      FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`);
  }
}

async function stripeEvents(runner: QueryRunner): Promise<void> {
  // The payload is the body as it was signed, so it stays text.
  await runner.query(`
    CREATE TABLE stripe_events (
      id              text PRIMARY KEY,
      type            text NOT NULL,
      api_version     text,
      created         timestamptz NOT NULL,
      received_at     timestamptz NOT NULL DEFAULT now(),
      payload         text NOT NULL,
      payment_intent  text,
      state           text NOT NULL CHECK (state IN ('received', 'applied', 'ignored', 'failed', 'parked')),
      attempts        integer NOT NULL DEFAULT 0,
      next_attempt_at timestamptz,
      last_error      text,
      applied_at      timestamptz
    )`);
  await runner.query(`
    CREATE INDEX stripe_events_due ON stripe_events (next_attempt_at) WHERE state IN ('received', 'failed')`);
  await runner.query(
    `CREATE INDEX stripe_events_parked ON stripe_events (received_at) WHERE state = 'parked'`,
  );
}
