import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { UploadedRow } from '../../../application/import/csv-files.port.js';
import type {
  CheckedRow,
  Duplicate,
  ImportRepository,
  RowToWrite,
  WrittenRow,
} from '../../../application/import/import.repository.port.js';
import { ImportNotFound } from '../../../domain/import/import-errors.js';
import { Import, NO_ROWS } from '../../../domain/import/import.js';
import type { BookingRow, CustomerRow, ImportQuestion, RowError } from '../../../domain/import/read-row.js';
import {
  WRITTEN,
  type KnownBooking,
  type KnownCustomer,
  type Verdict,
} from '../../../domain/import/verdict.js';
import { Money } from '../../../domain/shared/money.js';
import {
  bookingRowFrom,
  importColumns,
  importFrom,
  type StoredImport,
  type StoredRow,
} from './import-rows.js';

/** So that no statement carries a whole file. */
const ROWS_A_STATEMENT = 5000;

export class PostgresImportRepository implements ImportRepository {
  constructor(private readonly manager: EntityManager) {}

  async add(imported: Import, rows: readonly UploadedRow[]): Promise<void> {
    const columns = { id: imported.id, ...importColumns(imported.toData()) };
    const names = Object.keys(columns);
    await this.manager.query(
      `INSERT INTO imports (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(columns),
    );
    for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
      await this.manager.query(
        `INSERT INTO import_rows (import_id, number, cells)
         SELECT $1, number, cells FROM jsonb_to_recordset($2) AS uploaded (number integer, cells jsonb)`,
        [imported.id, JSON.stringify(rows.slice(from, from + ROWS_A_STATEMENT))],
      );
    await this.saveEvents(imported);
  }

  async lock(id: string): Promise<Import> {
    const imported = await this.lockIfStored(id);
    if (!imported) throw new ImportNotFound(id);
    return imported;
  }

  async lockIfStored(id: string): Promise<Import | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.manager.query<StoredImport[]>(`SELECT * FROM imports WHERE id = $1 FOR UPDATE`, [
      id,
    ]);
    return row && Import.restore(importFrom(row));
  }

  async save(imported: Import): Promise<void> {
    const columns = importColumns(imported.toData());
    const names = Object.keys(columns);
    await this.manager.query(
      `UPDATE imports SET ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} WHERE id = $1`,
      [imported.id, ...Object.values(columns)],
    );
    await this.saveEvents(imported);
  }

  async lockUntouchedSince(moment: Date): Promise<Import | undefined> {
    const [row] = await this.manager.query<StoredImport[]>(
      `SELECT * FROM imports i
        WHERE rows_removed_at IS NULL AND uploaded_at <= $1
          AND NOT EXISTS (SELECT FROM import_events e WHERE e.import_id = i.id AND e.at > $1)
        ORDER BY uploaded_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [moment],
    );
    // What happened while its lock was waited for, the statement before didn't see.
    const [touched] = await this.manager.query<unknown[]>(
      `SELECT FROM import_events WHERE import_id = $1 AND at > $2 LIMIT 1`,
      [row?.id, moment],
    );
    return row && !touched ? Import.restore(importFrom(row)) : undefined;
  }

  async removeRows(id: string): Promise<void> {
    await this.manager.query(`DELETE FROM import_rows WHERE import_id = $1`, [id]);
  }

  uploadedRows(id: string, after: number, limit: number): Promise<UploadedRow[]> {
    return this.manager.query<UploadedRow[]>(
      `SELECT number, cells FROM import_rows WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
      [id, after, limit],
    );
  }

  async saveChecked(id: string, rows: readonly CheckedRow[]): Promise<void> {
    await this.manager.query(
      `UPDATE import_rows r
          SET key = c.key, verdict = c.verdict, row = c.row, errors = c.errors, differences = c.differences,
              subject = c.subject
         FROM jsonb_to_recordset($2) AS c (number integer, key text, verdict text, row jsonb, errors jsonb,
                                           differences jsonb, subject uuid)
        WHERE r.import_id = $1 AND r.number = c.number`,
      [id, JSON.stringify(rows)],
    );
  }

  /** Each with the first of the others. */
  duplicates(id: string): Promise<Duplicate[]> {
    return this.manager.query<Duplicate[]>(
      `SELECT number, CASE WHEN number = first THEN second ELSE first END AS other
         FROM (SELECT number, min(number) OVER same AS first, nth_value(number, 2) OVER same AS second
                 FROM import_rows WHERE import_id = $1 AND key IS NOT NULL
               WINDOW same AS (PARTITION BY key ORDER BY number
                               ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS keyed
        WHERE second IS NOT NULL`,
      [id],
    );
  }

  async addErrors(
    id: string,
    errors: readonly { readonly number: number; readonly error: RowError }[],
  ): Promise<void> {
    if (errors.length === 0) return;
    await this.manager.query(
      `UPDATE import_rows r
          SET verdict = 'error', errors = r.errors || e.error, differences = '[]', subject = NULL
         FROM jsonb_to_recordset($2) AS e (number integer, error jsonb)
        WHERE r.import_id = $1 AND r.number = e.number`,
      [id, JSON.stringify(errors)],
    );
  }

  async summary(id: string) {
    const counted = await this.manager.query<{ verdict: Verdict; rows: number }[]>(
      `SELECT verdict, count(*)::integer AS rows FROM import_rows WHERE import_id = $1 GROUP BY verdict`,
      [id],
    );
    const asked = await this.manager.query<{ question: ImportQuestion }[]>(
      `SELECT DISTINCT error ->> 'asks' AS question
         FROM import_rows, jsonb_array_elements(errors) AS error
        WHERE import_id = $1 AND verdict = 'error' AND error ? 'asks' ORDER BY 1`,
      [id],
    );
    return {
      counts: { ...NO_ROWS, ...Object.fromEntries(counted.map(({ verdict, rows }) => [verdict, rows])) },
      questions: asked.map(({ question }) => question),
    };
  }

  async bookingsToWrite(id: string, after: number, limit: number): Promise<RowToWrite<BookingRow>[]> {
    const rows = await this.toWrite(id, after, limit);
    return rows.map(({ number, row }) => ({ number, row: bookingRowFrom(row) }));
  }

  customersToWrite(id: string, after: number, limit: number): Promise<RowToWrite<CustomerRow>[]> {
    return this.toWrite(id, after, limit);
  }

  async saveWritten(id: string, rows: readonly WrittenRow[]): Promise<void> {
    await this.manager.query(
      `UPDATE import_rows r
          SET verdict = w.verdict, differences = w.differences, subject = w.subject, written = w.written
         FROM jsonb_to_recordset($2) AS w (number integer, verdict text, differences jsonb, subject uuid,
                                           written boolean)
        WHERE r.import_id = $1 AND r.number = w.number`,
      [id, JSON.stringify(rows)],
    );
  }

  async knownBookings(references: readonly string[]): Promise<ReadonlyMap<string, KnownBooking>> {
    const rows = await this.manager.query<
      (Omit<KnownBooking, 'phone' | 'total'> & { phone: string | null; total: string; currency: string })[]
    >(
      `SELECT id, reference, customer_name AS name, customer_email AS email, customer_phone AS phone, service,
              starts_at AS "startsAt", total, currency, payment_option AS "paymentOption"
         FROM bookings WHERE reference = ANY($1)`,
      [references],
    );
    return new Map(
      rows.map(({ phone, total, currency, ...row }) => [
        row.reference,
        { ...row, phone: phone ?? undefined, total: Money.of(Number(total), currency) },
      ]),
    );
  }

  async knownCustomers(emails: readonly string[]): Promise<ReadonlyMap<string, KnownCustomer>> {
    const rows = await this.manager.query<
      (Omit<KnownCustomer, 'phone'> & { asked: string; phone: string | null })[]
    >(
      `SELECT asked, c.id, c.name, found.email, c.phone
         FROM unnest($1::text[]) AS asked
         JOIN customers found ON lower(found.email) = lower(asked)
         JOIN customers c ON c.id = coalesce(found.merged_into, found.id)`,
      [emails],
    );
    return new Map(rows.map(({ asked, phone, ...row }) => [asked, { ...row, phone: phone ?? undefined }]));
  }

  private toWrite(id: string, after: number, limit: number): Promise<{ number: number; row: StoredRow }[]> {
    return this.manager.query(
      `SELECT number, row FROM import_rows
        WHERE import_id = $1 AND number > $2 AND verdict = ANY($4) AND written IS NULL
        ORDER BY number LIMIT $3`,
      [id, after, limit, WRITTEN],
    );
  }

  private async saveEvents(imported: Import): Promise<void> {
    if (imported.events.length === 0) return;
    await this.manager.query(
      `INSERT INTO import_events (import_id, type, at, actor, data)
       SELECT $1, type, at, actor, data
         FROM jsonb_to_recordset($2) AS happened (type text, at timestamptz, actor jsonb, data jsonb)`,
      [
        imported.id,
        JSON.stringify(
          imported.events.map(({ type, cause, data }) => ({ type, at: cause.at, actor: cause.by, data })),
        ),
      ],
    );
  }
}
