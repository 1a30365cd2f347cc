import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What rules refused or gave up needs somebody, until it is dismissed. */
export class WhatRulesLeftUndone1796000100100 implements MigrationInterface {
  readonly name = 'WhatRulesLeftUndone1796000100100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rule_actions
        ADD COLUMN dismissed_by jsonb,
        ADD COLUMN dismissed_at timestamptz(3),
        ADD CHECK (num_nulls(dismissed_by, dismissed_at) IN (0, 2))`);
    await runner.query(`
      CREATE INDEX rule_actions_left_undone ON rule_actions (found_at, id)
       WHERE state IN ('refused', 'given_up') AND dismissed_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX rule_actions_left_undone`);
    await runner.query(`ALTER TABLE rule_actions DROP COLUMN dismissed_by, DROP COLUMN dismissed_at`);
  }
}
