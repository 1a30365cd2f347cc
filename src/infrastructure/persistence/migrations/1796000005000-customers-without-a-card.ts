import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever has a card has a primary one. The few without are found among many, in either order of the list. */
export class CustomersWithoutACard1796000005000 implements MigrationInterface {
  readonly name = 'CustomersWithoutACard1796000005000';

  async up(runner: QueryRunner): Promise<void> {
    for (const key of ['created_at', 'name_key'])
      await runner.query(
        `CREATE INDEX customers_cardless_${key} ON customers (${key}, id)
          WHERE merged_into IS NULL AND primary_card IS NULL`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX customers_cardless_created_at, customers_cardless_name_key`);
  }
}
