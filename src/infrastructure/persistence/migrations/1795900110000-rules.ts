import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules, what they did, and the indexes by which they find what is due whatever the number of bookings. */
export class Rules1795900110000 implements MigrationInterface {
  readonly name = 'Rules1795900110000';

  async up(runner: QueryRunner): Promise<void> {
    await rules(runner);
    await actions(runner);
    await people(runner);
    await runner.query(`
      CREATE INDEX bookings_held_starts_at ON bookings (starts_at, id) WHERE held > 0`);
    await runner.query(`
      CREATE INDEX payments_open_holds ON payments (capture_before, id)
       WHERE kind = 'hold' AND state = 'authorized'`);
    await runner.query(`
      CREATE INDEX payments_declined ON payments (requested_at, id) WHERE state = 'declined'`);
    await runner.query(`
      CREATE INDEX booking_events_completed ON booking_events (at, booking_id) WHERE type = 'booking_completed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX bookings_held_starts_at, payments_open_holds, payments_declined, booking_events_completed`);
    await runner.query(`DROP TABLE booking_attendances, rule_actions, rule_events, rules`);
  }
}

async function rules(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE rules (
      id              uuid PRIMARY KEY,
      name            text NOT NULL,
      kind            text NOT NULL,
      task            jsonb NOT NULL,
      scope           jsonb NOT NULL,
      state           text NOT NULL CHECK (state IN ('active', 'paused')),
      acts_from       timestamptz(3) CHECK (acts_from IS NOT NULL OR state = 'paused'),
      declines_in_row integer NOT NULL CHECK (declines_in_row >= 0),
      made_at         timestamptz(3) NOT NULL,
      version         integer NOT NULL CHECK (version > 0),
      look_at         timestamptz(3),
      looked_through  timestamptz(3)
    )`);
  await runner.query(`CREATE UNIQUE INDEX rules_name ON rules (lower(name))`);
  await runner.query(`CREATE INDEX rules_look_at ON rules (look_at) WHERE state = 'active'`);
  await runner.query(`
    CREATE TABLE rule_events (
      id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      rule_id uuid NOT NULL REFERENCES rules,
      type    text NOT NULL,
      at      timestamptz(3) NOT NULL,
      actor   jsonb NOT NULL,
      data    jsonb NOT NULL
    )`);
  await runner.query(`CREATE INDEX rule_events_rule ON rule_events (rule_id, id)`);
}

/** One occasion makes one action of a rule. What was skipped did nothing, and may come up again. */
async function actions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE rule_actions (
      id            uuid PRIMARY KEY,
      rule_id       uuid NOT NULL REFERENCES rules,
      kind          text NOT NULL,
      booking_id    uuid NOT NULL REFERENCES bookings,
      occasion      text NOT NULL,
      due_at        timestamptz(3) NOT NULL,
      found_at      timestamptz(3) NOT NULL,
      state         text NOT NULL CHECK (state IN (
                      'waiting', 'under_way', 'done', 'declined', 'customer_needed', 'nothing_to_do', 'refused',
                      'given_up', 'skipped')),
      deed          text CHECK (deed IN ('charge', 'hold', 'renew', 'capture')),
      currency      text CHECK (currency ~ '^[A-Z]{3}$'),
      amount        bigint CHECK (amount > 0),
      why           text,
      note          text,
      put_off_since timestamptz(3),
      next_look_at  timestamptz(3),
      looks         integer NOT NULL DEFAULT 0,
      settled_at    timestamptz(3)
    )`);
  await runner.query(`
    CREATE UNIQUE INDEX rule_actions_occasion ON rule_actions (rule_id, booking_id, occasion)
     WHERE state <> 'skipped'`);
  await runner.query(`CREATE INDEX rule_actions_found_at ON rule_actions (found_at, id)`);
  await runner.query(`CREATE INDEX rule_actions_rule ON rule_actions (rule_id, found_at, id)`);
  await runner.query(`CREATE INDEX rule_actions_state ON rule_actions (state, found_at, id)`);
  await runner.query(`CREATE INDEX rule_actions_rule_state ON rule_actions (rule_id, state, found_at, id)`);
  await runner.query(`CREATE INDEX rule_actions_booking ON rule_actions (booking_id, found_at, id)`);
}

/** Who has a dialog about a booking's money open, as far as can be told. */
async function people(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE booking_attendances (
      booking_id uuid NOT NULL REFERENCES bookings ON DELETE CASCADE,
      person     text NOT NULL,
      until      timestamptz(3) NOT NULL,
      PRIMARY KEY (booking_id, person)
    )`);
  await runner.query(`CREATE INDEX booking_attendances_until ON booking_attendances (until)`);
}
