import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EXPORT_COLUMNS } from '../../../application/export/export-columns.js';
import { ExportSource, type ExportRecord } from '../../../application/export/export-source.port.js';
import { LocalTimes } from '../../../application/shared/local-times.js';
import type { ExportKind, ExportOrder } from '../../../domain/export/export-order.js';
import { bookingConditions } from '../booking/booking-conditions.js';
import { BALANCES_FILE } from './files/balances-file.js';
import { BOOKINGS_FILE } from './files/bookings-file.js';
import { COLLECTIONS_FILE } from './files/collections-file.js';
import { DISPUTES_FILE } from './files/disputes-file.js';
import type { AsOf, ExportFile } from './files/export-file.js';
import { PAYMENTS_FILE } from './files/payments-file.js';
import { REFUNDS_FILE } from './files/refunds-file.js';
import { rowsOfSnapshot } from './snapshot.js';

@Injectable()
export class PostgresExportSource extends ExportSource {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  read(order: ExportOrder, now: Date): AsyncIterable<Iterable<ExportRecord>> {
    switch (order.kind) {
      case 'bookings':
        return this.records(BOOKINGS_FILE, order, now);
      case 'payments':
        return this.records(PAYMENTS_FILE, order, now);
      case 'refunds':
        return this.records(REFUNDS_FILE, order, now);
      case 'collections':
        return this.records(COLLECTIONS_FILE, order, now);
      case 'disputes':
        return this.records(DISPUTES_FILE, order, now);
      case 'balances':
        return this.records(BALANCES_FILE, order, now);
    }
  }

  private async *records<Row>(
    file: ExportFile<Row>,
    order: ExportOrder,
    now: Date,
  ): AsyncIterable<Iterable<ExportRecord>> {
    const asOf = { now, times: new LocalTimes(order.timeZone) };
    const { sql, parameters } = statement(file, order, asOf);
    const record = recordOf(file, order.kind, asOf);
    for await (const rows of rowsOfSnapshot<Row>(this.dataSource, sql, parameters)) yield each(rows, record);
  }
}

function statement<Row>(file: ExportFile<Row>, { filter, period, timeZone }: ExportOrder, asOf: AsOf) {
  const parameters: unknown[] = [];
  const parameter = (value: unknown) => `$${parameters.push(value)}`;
  const where = ['true', ...bookingConditions(filter, asOf.now, parameter)];
  const { column, isDay } = file.date;
  /** The day itself, or the moment at which it begins where the business is. */
  const begins = (day: string, more = 0) => {
    const date = `(${parameter(day)}::date + ${more})`;
    return isDay ? date : firstMidnight(date, `${parameter(timeZone)}::text`);
  };
  if (period.from !== undefined) where.push(`${column} >= ${begins(period.from)}`);
  if (period.to !== undefined) where.push(`${column} < ${begins(period.to, 1)}`);
  return { sql: file.select(where.join(' AND '), asOf, parameter), parameters };
}

/** Where clocks go back at 1 o'clock a day has two midnights, of which AT TIME ZONE takes the second. */
function firstMidnight(day: string, zone: string): string {
  return `(SELECT CASE WHEN ((midnight - interval '1 hour') AT TIME ZONE ${zone})::date = ${day}
                       THEN midnight - interval '1 hour' ELSE midnight END
             FROM (SELECT ${day}::timestamp AT TIME ZONE ${zone} AS midnight) AS clocks)`;
}

function recordOf<Row>(file: ExportFile<Row>, kind: ExportKind, asOf: AsOf): (row: Row) => ExportRecord {
  const names = EXPORT_COLUMNS[kind].map(({ name }) => name);
  return (row) => {
    const fields = file.fields(row, asOf);
    return names.map((name) => fields[name]);
  };
}

/** One at a time, each forgotten before the next is made: a batch of them would cost more to clear away than to make. */
function* each<Row>(rows: readonly Row[], record: (row: Row) => ExportRecord): Iterable<ExportRecord> {
  for (const row of rows) yield record(row);
}
