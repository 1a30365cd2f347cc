import type { MigrationInterface, QueryRunner } from 'typeorm';

const FUNCTIONS = [
  'keep_takings(VARIADIC uuid[])',
  'stripe_balance_on_insert()',
  'stripe_balance_on_update()',
] as const;

/**
 * They run with every charge, for a payment or two by its index: planning that anew each time took longer than doing it.
 * https://www.postgresql.org/docs/current/sql-prepare.html#SQL-PREPARE-NOTES
 */
export class TakingsByOnePlan1796000400000 implements MigrationInterface {
  readonly name = 'TakingsByOnePlan1796000400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS)
      await runner.query(`ALTER FUNCTION ${name} SET plan_cache_mode = force_generic_plan`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`ALTER FUNCTION ${name} RESET plan_cache_mode`);
  }
}
