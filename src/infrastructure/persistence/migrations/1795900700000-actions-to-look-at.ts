import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every action of a rule that isn't settled says when it is looked at, so that those that nobody looks at are found. */
export class ActionsToLookAt1795900700000 implements MigrationInterface {
  readonly name = 'ActionsToLookAt1795900700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE rule_actions SET next_look_at = found_at
       WHERE state IN ('waiting', 'under_way', 'customer_needed') AND next_look_at IS NULL`);
    await runner.query(`
      CREATE INDEX rule_actions_next_look_at ON rule_actions (next_look_at)
       WHERE state IN ('waiting', 'under_way', 'customer_needed')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX rule_actions_next_look_at`);
  }
}
