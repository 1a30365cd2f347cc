import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of bookings and customers on their way in, row by row. */
export class Imports1795900500000 implements MigrationInterface {
  readonly name = 'Imports1795900500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE imports (
        id          uuid PRIMARY KEY,
        kind        text NOT NULL CHECK (kind IN ('bookings', 'customers')),
        state       text NOT NULL CHECK (state IN ('checking', 'ready', 'running', 'done', 'canceled')),
        version     integer NOT NULL CHECK (version > 0),
        file_name   text NOT NULL,
        file_sha256 text NOT NULL,
        headers     jsonb NOT NULL,
        delimiter   text NOT NULL,
        rows        integer NOT NULL CHECK (rows > 0),
        reading     jsonb NOT NULL,
        checked_to  integer NOT NULL,
        checked     integer NOT NULL CHECK (checked BETWEEN 0 AND rows),
        counts      jsonb,
        questions   jsonb NOT NULL,
        written_to  integer NOT NULL,
        written     integer NOT NULL CHECK (written BETWEEN 0 AND rows),
        uploaded_by jsonb NOT NULL,
        uploaded_at timestamptz(3) NOT NULL,
        started_by  jsonb,
        finished_at timestamptz(3),
        CHECK (state IN ('checking', 'canceled') OR counts IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX imports_uploaded_at ON imports (uploaded_at, id)`);
    await runner.query(`CREATE INDEX imports_state ON imports (state, uploaded_at, id)`);
    await runner.query(`CREATE INDEX imports_file ON imports (file_sha256, uploaded_at, id)`);
    await runner.query(`
      CREATE TABLE import_rows (
        import_id   uuid NOT NULL REFERENCES imports,
        number      integer NOT NULL CHECK (number > 1),
        cells       jsonb NOT NULL,
        key         text,
        verdict     text CHECK (verdict IN ('new', 'completes', 'same', 'differs', 'error')),
        row         jsonb,
        errors      jsonb NOT NULL DEFAULT '[]',
        differences jsonb NOT NULL DEFAULT '[]',
        subject     uuid,
        written     boolean,
        PRIMARY KEY (import_id, number),
        CHECK (written IS NOT TRUE OR subject IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX import_rows_verdict ON import_rows (import_id, verdict, number)`);
    await runner.query(`
      CREATE TABLE import_events (
        id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        import_id uuid NOT NULL REFERENCES imports,
        type      text NOT NULL,
        at        timestamptz(3) NOT NULL,
        actor     jsonb NOT NULL,
        data      jsonb NOT NULL
      )`);
    await runner.query(`CREATE INDEX import_events_import ON import_events (import_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE import_events, import_rows, imports`);
  }
}
