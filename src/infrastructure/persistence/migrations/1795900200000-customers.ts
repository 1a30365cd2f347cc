import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Customers as a list that is searched, their notes, and merges of two that are one person. Stripe can't move a card
 * from one of its customers to another, so one of ours may have several there: each card, and each payment, knows its
 * own. See docs/adr/0013.
 */
export class Customers1795900200000 implements MigrationInterface {
  readonly name = 'Customers1795900200000';

  async up(runner: QueryRunner): Promise<void> {
    await stripeCustomers(runner);
    await merges(runner);
    await search(runner);
    await notes(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    const [merged] = (await runner.query(
      `SELECT count(*)::integer AS customers FROM customers WHERE merged_into IS NOT NULL`,
    )) as { customers: number }[];
    if (merged && merged.customers > 0)
      throw new Error('Customers were merged: what belonged to whom before is only told by their history.');
    await runner.query(`DROP TABLE customer_notes, customer_merges`);
    await runner.query(`DROP INDEX card_setups_of, unmatched_payments_of`);
    await runner.query(
      `ALTER TABLE customers DROP COLUMN search, DROP COLUMN name_key, DROP COLUMN email_key, DROP COLUMN phone_key,
         DROP COLUMN merged_into, DROP COLUMN merged_at, DROP COLUMN also_known_as`,
    );
    await runner.query(`ALTER TABLE customers RENAME COLUMN version TO cards_version`);
    await runner.query(`ALTER TABLE payments DROP COLUMN stripe_customer`);
    await runner.query(`ALTER TABLE cards DROP COLUMN stripe_customer`);
    await runner.query(`DROP TABLE stripe_customers`);
  }
}

async function stripeCustomers(runner: QueryRunner): Promise<void> {
  // `customers.stripe_customer` stays the one for which new cards and pages are made.
  await runner.query(`
    CREATE TABLE stripe_customers (
      id          text PRIMARY KEY,
      customer_id uuid NOT NULL REFERENCES customers,
      known_since timestamptz NOT NULL DEFAULT now()
    )`);
  await runner.query(`CREATE INDEX stripe_customers_customer ON stripe_customers (customer_id, known_since)`);
  await runner.query(`
    INSERT INTO stripe_customers (id, customer_id, known_since)
    SELECT stripe_customer, id, created_at FROM customers WHERE stripe_customer IS NOT NULL`);
  await runner.query(`ALTER TABLE cards ADD COLUMN stripe_customer text REFERENCES stripe_customers`);
  await runner.query(`
    UPDATE cards SET stripe_customer = c.stripe_customer FROM customers c WHERE c.id = cards.customer_id`);
  await runner.query(`DELETE FROM cards WHERE stripe_customer IS NULL`);
  await runner.query(`ALTER TABLE cards ALTER COLUMN stripe_customer SET NOT NULL`);
  // Unknown for older ones, and then it is the customer's only one: a merge writes it down first.
  await runner.query(`ALTER TABLE payments ADD COLUMN stripe_customer text`);
}

async function merges(runner: QueryRunner): Promise<void> {
  await runner.query(`ALTER TABLE customers RENAME COLUMN cards_version TO version`);
  await runner.query(`ALTER TABLE customers ALTER COLUMN created_at TYPE timestamptz(3)`);
  await runner.query(`
    ALTER TABLE customers
      ADD COLUMN merged_into   uuid REFERENCES customers CHECK (merged_into <> id),
      ADD COLUMN merged_at     timestamptz(3),
      ADD COLUMN also_known_as text NOT NULL DEFAULT '',
      ADD CHECK (num_nulls(merged_into, merged_at) IN (0, 2)),
      ADD CHECK (merged_into IS NULL OR (stripe_customer IS NULL AND primary_card IS NULL))`);
  await runner.query(
    `CREATE INDEX customers_merged_into ON customers (merged_into) WHERE merged_into IS NOT NULL`,
  );
  // `before`: both as they were, name, e-mail address and phone number.
  await runner.query(`
    CREATE TABLE customer_merges (
      id          uuid PRIMARY KEY,
      survivor_id uuid NOT NULL REFERENCES customers,
      merged_id   uuid NOT NULL CONSTRAINT customer_merges_merged UNIQUE REFERENCES customers,
      at          timestamptz(3) NOT NULL,
      actor       jsonb NOT NULL,
      reason      text NOT NULL,
      before      jsonb NOT NULL,
      moved       jsonb NOT NULL,
      CHECK (survivor_id <> merged_id)
    )`);
  for (const table of ['card_setups', 'unmatched_payments'])
    await runner.query(`CREATE INDEX ${table}_of ON ${table} (customer_id)`);
  await runner.query(`CREATE INDEX customer_merges_survivor ON customer_merges (survivor_id, at)`);
}

async function search(runner: QueryRunner): Promise<void> {
  const digits = `translate(coalesce(phone, ''), ' -()./', '')`;
  await runner.query(`
    ALTER TABLE customers
      ADD COLUMN search text NOT NULL GENERATED ALWAYS AS
        (lower(name || E'\\n' || email || E'\\n' || coalesce(phone, '') || E'\\n' || ${digits} || also_known_as)) STORED,
      ADD COLUMN name_key text NOT NULL GENERATED ALWAYS AS (lower(trim(name))) STORED,
      ADD COLUMN email_key text NOT NULL GENERATED ALWAYS AS
        (lower(split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2))) STORED,
      ADD COLUMN phone_key text GENERATED ALWAYS AS (nullif(right(translate(${digits}, '+', ''), 9), '')) STORED`);
  await runner.query(`
    CREATE INDEX customers_search ON customers USING gin (search gin_trgm_ops) WHERE merged_into IS NULL`);
  await runner.query(
    `CREATE INDEX customers_created_at ON customers (created_at, id) WHERE merged_into IS NULL`,
  );
  for (const key of ['name', 'email', 'phone'])
    await runner.query(
      `CREATE INDEX customers_${key}_key ON customers (${key}_key, id) WHERE merged_into IS NULL`,
    );
}

async function notes(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE customer_notes (
      id          uuid PRIMARY KEY,
      customer_id uuid NOT NULL REFERENCES customers,
      text        text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
      added_at    timestamptz(3) NOT NULL,
      added_by    jsonb NOT NULL,
      removed_at  timestamptz(3),
      removed_by  jsonb,
      CHECK (num_nulls(removed_at, removed_by) IN (0, 2))
    )`);
  await runner.query(`
    CREATE INDEX customer_notes_customer ON customer_notes (customer_id, added_at, id) WHERE removed_at IS NULL`);
}
