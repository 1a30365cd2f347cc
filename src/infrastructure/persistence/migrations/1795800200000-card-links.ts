import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cards that customers give by a link: which visit to Stripe's page belongs to which link, and what came of it. */
export class CardLinks1795800200000 implements MigrationInterface {
  readonly name = 'CardLinks1795800200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE card_setups
        ADD COLUMN link_id uuid REFERENCES customer_links,
        ADD COLUMN card    text`);
    await runner.query(
      `CREATE INDEX card_setups_link ON card_setups (link_id, started_at) WHERE link_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE card_setups DROP COLUMN link_id, DROP COLUMN card`);
  }
}
