import type { MigrationInterface, QueryRunner } from 'typeorm';

const METHODS = [
  ['cash', 'Cash'],
  ['bank_transfer', 'Bank transfer'],
  ['cheque', 'Cheque'],
  ['card_terminal', 'Card terminal'],
  ['voucher', 'Voucher'],
  ['other', 'Other'],
];

/** Money taken outside Stripe: by which way and when, and the entries that take back those that were mistakes. */
export class Collections1795700300000 implements MigrationInterface {
  readonly name = 'Collections1795700300000';

  async up(runner: QueryRunner): Promise<void> {
    // A way that was ever used is referred to, so it can be retired but not deleted.
    await runner.query(`
      CREATE TABLE collection_methods (
        code       text PRIMARY KEY CHECK (code ~ '^[a-z0-9]+(_[a-z0-9]+)*$'),
        label      text NOT NULL CHECK (label <> ''),
        position   integer NOT NULL,
        retired_at timestamptz
      )`);
    for (const [position, [code, label]] of METHODS.entries()) {
      await runner.query(`INSERT INTO collection_methods (code, label, position) VALUES ($1, $2, $3)`, [
        code,
        label,
        position,
      ]);
    }
    await runner.query(`
      ALTER TABLE payments
        ADD COLUMN collection_method text REFERENCES collection_methods,
        ADD COLUMN received_on date`);
    // Not checked for what is there already: nothing could be collected until now.
    await runner.query(`
      ALTER TABLE payments ADD CONSTRAINT payments_collection CHECK (
        num_nonnulls(collection_method, received_on) = CASE WHEN kind = 'collection' THEN 2 ELSE 0 END) NOT VALID`);
    await runner.query(`
      CREATE INDEX payments_collection_method ON payments (collection_method) WHERE collection_method IS NOT NULL`);
    await runner.query(`
      CREATE TABLE collection_reversals (
        id          uuid PRIMARY KEY,
        payment_id  uuid NOT NULL CONSTRAINT collection_reversals_payment UNIQUE REFERENCES payments,
        reason      text NOT NULL CHECK (reason <> ''),
        reversed_at timestamptz(3) NOT NULL,
        reversed_by jsonb NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE collection_reversals`);
    await runner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_collection,
        DROP COLUMN collection_method,
        DROP COLUMN received_on`);
    await runner.query(`DROP TABLE collection_methods`);
  }
}
