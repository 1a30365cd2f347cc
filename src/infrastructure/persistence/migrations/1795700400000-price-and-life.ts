import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a booking's price is made of, and what became of the booking. No row is rewritten for it: a booking without
 * lines has one, its service, for the total. `booking_price_lines` tells all of them, for whoever reads them in SQL.
 */
export class PriceAndLife1795700400000 implements MigrationInterface {
  readonly name = 'PriceAndLife1795700400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION price_lines_total(lines jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      RETURN (
        SELECT sum(CASE line->>'kind' WHEN 'discount' THEN -1 ELSE 1 END
                   * (line->'quantity')::numeric * (line->'unit_amount')::numeric)
          FROM jsonb_array_elements(lines) AS line)`);
    await runner.query(`
      ALTER TABLE bookings
        ADD COLUMN price_lines jsonb CONSTRAINT bookings_price_adds_up
          CHECK (price_lines IS NULL OR price_lines_total(price_lines) = total),
        ADD COLUMN life text NOT NULL DEFAULT 'scheduled' CONSTRAINT bookings_life
          CHECK (life IN ('scheduled', 'completed', 'cancelled', 'no_show')),
        DROP CONSTRAINT bookings_total_check,
        ADD CONSTRAINT bookings_total_check CHECK (total > 0 OR total = 0 AND life IN ('cancelled', 'no_show'))`);
    for (const column of ['registered_at', 'starts_at', 'outstanding']) {
      await runner.query(`CREATE INDEX bookings_life_${column} ON bookings (life, ${column}, id)`);
    }
    await runner.query(`
      CREATE VIEW booking_price_lines AS
        SELECT b.id AS booking_id, line.position, line.value->>'kind' AS kind,
               line.value->>'description' AS description, (line.value->'quantity')::bigint AS quantity,
               (line.value->'unit_amount')::bigint AS unit_amount, b.currency
          FROM bookings b CROSS JOIN jsonb_array_elements(b.price_lines) WITH ORDINALITY AS line (value, position)
        UNION ALL
        SELECT id, 1, 'service', service, 1, total, currency FROM bookings WHERE price_lines IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW booking_price_lines`);
    await runner.query(`
      ALTER TABLE bookings
        DROP CONSTRAINT bookings_total_check, DROP COLUMN price_lines, DROP COLUMN life,
        ADD CONSTRAINT bookings_total_check CHECK (total > 0)`);
    await runner.query(`DROP FUNCTION price_lines_total`);
  }
}
