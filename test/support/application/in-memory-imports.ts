import { setImmediate as othersGoFirst } from 'node:timers/promises';
import type { UploadedRow } from '../../../src/application/import/csv-files.port.js';
import type { CheckedRow, ImportRepository } from '../../../src/application/import/import.repository.port.js';
import { ImportNotFound } from '../../../src/domain/import/import-errors.js';
import { Import, NO_ROWS, type ImportData, type VerdictCounts } from '../../../src/domain/import/import.js';
import type { BookingRow, CustomerRow } from '../../../src/domain/import/read-row.js';
import { WRITTEN, type KnownBooking, type KnownCustomer } from '../../../src/domain/import/verdict.js';

export type StoredImportRow = UploadedRow & Partial<CheckedRow> & { readonly written?: boolean };

export interface StoredImport {
  readonly data: ImportData;
  readonly rows: readonly StoredImportRow[];
  readonly events: readonly string[];
  readonly touchedAt: Date;
}

interface ImportTable {
  lock(id: string): Promise<StoredImport | undefined>;
  write(id: string, stored: StoredImport): void;
  read(id: string): StoredImport | undefined;
  ids(): readonly string[];
  knownBookings(): readonly KnownBooking[];
  knownCustomers(): readonly KnownCustomer[];
}

/** Imports over maps, within one transaction. */
export function importsIn(table: ImportTable): ImportRepository {
  const rowsOf = (id: string) => table.read(id)?.rows ?? [];
  const merge = (id: string, changes: readonly ({ number: number } & Partial<StoredImportRow>)[]) => {
    const stored = table.read(id);
    if (!stored) throw new ImportNotFound(id);
    const byNumber = new Map(changes.map((each) => [each.number, each]));
    const rows = stored.rows.map((row) => ({ ...row, ...byNumber.get(row.number) }));
    table.write(id, { ...stored, rows });
  };
  const toWrite = <Row extends BookingRow | CustomerRow>(id: string, after: number, limit: number) =>
    rowsOf(id)
      .filter(
        ({ number, verdict, written }) => number > after && verdict && WRITTEN.includes(verdict) && !written,
      )
      .slice(0, limit)
      .map(({ number, row }) => ({ number, row: row as Row }));
  const repository: ImportRepository = {
    add: async (imported, rows) => {
      await table.lock(imported.id);
      const events = imported.events.map(({ type }) => type);
      table.write(imported.id, {
        data: imported.toData(),
        rows,
        events,
        touchedAt: imported.toData().uploadedAt,
      });
    },
    lockIfStored: async (id) => {
      const stored = await table.lock(id);
      return stored && Import.restore(stored.data);
    },
    lock: async (id) => {
      const imported = await repository.lockIfStored(id);
      if (!imported) throw new ImportNotFound(id);
      return imported;
    },
    save: async (imported) => {
      const stored = await table.lock(imported.id);
      const events = [...(stored?.events ?? []), ...imported.events.map(({ type }) => type)];
      const touchedAt = imported.events.at(-1)?.cause.at ?? stored?.touchedAt ?? new Date(0);
      table.write(imported.id, { rows: stored?.rows ?? [], events, touchedAt, data: imported.toData() });
    },
    lockUntouchedSince: async (moment) => {
      const found = table.ids().find((id) => {
        const stored = table.read(id);
        return stored && !stored.data.rowsRemovedAt && stored.touchedAt <= moment;
      });
      return found === undefined ? undefined : repository.lockIfStored(found);
    },
    removeRows: async (id) => {
      const stored = await table.lock(id);
      if (stored) table.write(id, { ...stored, rows: [] });
    },
    uploadedRows: async (id, after, limit) => {
      await othersGoFirst();
      return rowsOf(id)
        .filter(({ number }) => number > after)
        .slice(0, limit);
    },
    saveChecked: async (id, rows) => {
      await othersGoFirst();
      return merge(
        id,
        rows.map((row) => ({ subject: undefined, row: undefined, ...row })),
      );
    },
    duplicates: async (id) => {
      await othersGoFirst();
      return rowsOf(id).flatMap(({ number, key }) => {
        const other = rowsOf(id).find(
          (each) => key !== undefined && each.key === key && each.number !== number,
        );
        return other ? [{ number, other: other.number }] : [];
      });
    },
    addErrors: async (id, errors) => {
      await othersGoFirst();
      return merge(
        id,
        errors.map(({ number, error }) => ({
          number,
          verdict: 'error' as const,
          errors: [...(rowsOf(id).find((row) => row.number === number)?.errors ?? []), error],
        })),
      );
    },
    summary: async (id) => {
      await othersGoFirst();
      const counts: Record<string, number> = { ...NO_ROWS };
      for (const { verdict = '' } of rowsOf(id)) counts[verdict] = (counts[verdict] ?? 0) + 1;
      const asked = rowsOf(id).flatMap(({ errors = [] }) => errors.flatMap(({ asks }) => asks ?? []));
      return { counts: counts as unknown as VerdictCounts, questions: [...new Set(asked)].sort() };
    },
    bookingsToWrite: async (id, after, limit) => {
      await othersGoFirst();
      return toWrite<BookingRow>(id, after, limit);
    },
    customersToWrite: async (id, after, limit) => {
      await othersGoFirst();
      return toWrite<CustomerRow>(id, after, limit);
    },
    saveWritten: async (id, rows) => {
      await othersGoFirst();
      return merge(id, rows);
    },
    knownBookings: async (references) => {
      await othersGoFirst();
      return new Map(
        table
          .knownBookings()
          .filter(({ reference }) => references.includes(reference))
          .map((booking) => [booking.reference, booking]),
      );
    },
    knownCustomers: async (emails) => {
      await othersGoFirst();
      return new Map(
        emails.flatMap((asked) => {
          const found = table
            .knownCustomers()
            .find(({ email }) => email.toLowerCase() === asked.toLowerCase());
          return found ? [[asked, found] as const] : [];
        }),
      );
    },
  };
  return repository;
}
