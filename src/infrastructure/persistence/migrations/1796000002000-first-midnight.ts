import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where clocks go back at 1 o'clock, as on the Azores, a day has two midnights, and begins at the first; AT TIME ZONE
 * takes the second. balance_day says the same of every moment.
 */
export class FirstMidnight1796000002000 implements MigrationInterface {
  readonly name = 'FirstMidnight1796000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION balance_day_begins(of_day date) RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT CASE WHEN balance_day(midnight - interval '1 hour') = of_day THEN midnight - interval '1 hour'
                    ELSE midnight END
          FROM (SELECT of_day::timestamp AT TIME ZONE time_zone AS midnight FROM balance_calendar) AS calendar $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION balance_day_begins`);
  }
}
