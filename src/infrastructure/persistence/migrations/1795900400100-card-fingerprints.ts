import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells a card's number from others, under whichever PaymentMethod Stripe keeps it. Learned as cards are heard of. */
export class CardFingerprints1795900400100 implements MigrationInterface {
  readonly name = 'CardFingerprints1795900400100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE cards ADD COLUMN fingerprint text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE cards DROP COLUMN fingerprint`);
  }
}
