import type { Pool } from 'pg';

/** Any number will do, as long as every sandbox on this database uses the same. */
const SCHEMA_LOCK = 7_264_019_311;

const TABLES = `
CREATE SCHEMA IF NOT EXISTS stripe_sandbox;
CREATE TABLE IF NOT EXISTS stripe_sandbox.objects (
  id text PRIMARY KEY,
  type text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  created bigint NOT NULL,
  customer text,
  payment_intent text,
  charge text,
  due_at double precision,
  data jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_type ON stripe_sandbox.objects (type, seq);
CREATE INDEX IF NOT EXISTS objects_by_customer ON stripe_sandbox.objects (customer, type, seq) WHERE customer IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_payment_intent ON stripe_sandbox.objects (payment_intent, type) WHERE payment_intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_charge ON stripe_sandbox.objects (charge, type) WHERE charge IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_due ON stripe_sandbox.objects (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS stripe_sandbox.events (
  id text PRIMARY KEY,
  type text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  created bigint NOT NULL,
  data jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_seq ON stripe_sandbox.events (seq);
CREATE TABLE IF NOT EXISTS stripe_sandbox.deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event text NOT NULL,
  endpoint text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'held', 'dropped', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_status integer,
  last_error text
);
CREATE INDEX IF NOT EXISTS deliveries_due ON stripe_sandbox.deliveries (next_attempt_at, id) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS deliveries_by_event ON stripe_sandbox.deliveries (event);
CREATE TABLE IF NOT EXISTS stripe_sandbox.idempotency_keys (
  key text PRIMARY KEY,
  path text NOT NULL,
  fingerprint text NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  request text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS idempotency_keys_by_age ON stripe_sandbox.idempotency_keys (created_at);
CREATE TABLE IF NOT EXISTS stripe_sandbox.faults (
  id text PRIMARY KEY,
  data jsonb NOT NULL
);
CREATE TABLE IF NOT EXISTS stripe_sandbox.settings (
  name text PRIMARY KEY,
  value jsonb NOT NULL
);
`;

/** Several sandboxes may start on one database at once: the first makes the tables, the others wait for it. */
export async function createTables(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await client.query(TABLES);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Forgets everything but the secret key and the webhook endpoints. */
export async function emptyTables(pool: Pool): Promise<void> {
  await pool.query(`
    DELETE FROM stripe_sandbox.objects WHERE type <> 'webhook_endpoint';
    TRUNCATE stripe_sandbox.events, stripe_sandbox.deliveries, stripe_sandbox.idempotency_keys, stripe_sandbox.faults;
    DELETE FROM stripe_sandbox.settings WHERE name = 'settings';
  `);
}
