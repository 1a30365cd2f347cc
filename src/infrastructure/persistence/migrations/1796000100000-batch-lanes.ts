import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which turn each lane of a batch is at, and which lane has begun a booking: what a lane began is gone on with by it. Batches
 * that are being charged get their lanes here, and what was begun of them is spread over those.
 */
export class BatchLanes1796000100000 implements MigrationInterface {
  readonly name = 'BatchLanes1796000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE charge_batches ADD COLUMN lanes integer[] NOT NULL DEFAULT '{}'`);
    await runner.query(
      `UPDATE charge_batches SET lanes = '{1,1,1,1}' WHERE state IN ('running', 'stopping')`,
    );
    await runner.query(`ALTER TABLE charge_batch_items ADD COLUMN lane smallint CHECK (lane >= 0)`);
    await runner.query(`UPDATE charge_batch_items SET lane = position % 4 WHERE step = 'begun'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE charge_batch_items DROP COLUMN lane`);
    await runner.query(`ALTER TABLE charge_batches DROP COLUMN lanes`);
  }
}
