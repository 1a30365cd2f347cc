import type { ExportKind } from '../../domain/export/export-order.js';
import type { ExportTotal } from '../../domain/export/export.js';
import { Decimal } from '../shared/csv.port.js';
import { EXPORT_COLUMNS } from './export-columns.js';
import type { ExportRecord } from './export-source.port.js';

interface Sums {
  rows: number;
  readonly amounts: bigint[];
}

/** Adds up the amounts of what is written, by currency and column. */
export class ExportTotals {
  private readonly currency: number;
  private readonly amounts: readonly { readonly name: string; readonly place: number }[];
  private readonly sums = new Map<string, Sums>();

  constructor(kind: ExportKind) {
    const columns = EXPORT_COLUMNS[kind];
    this.currency = columns.findIndex(({ name }) => name === 'currency');
    this.amounts = columns.flatMap(({ name, isAmount }, place) => (isAmount ? [{ name, place }] : []));
  }

  /** The same records, each added up as it is passed on. */
  *adding(records: Iterable<ExportRecord>): Iterable<ExportRecord> {
    for (const record of records) {
      this.add(record);
      yield record;
    }
  }

  /** How many were added up so far. */
  get rows(): number {
    return [...this.sums.values()].reduce((rows, sums) => rows + sums.rows, 0);
  }

  /** The currency of most rows first. */
  get all(): readonly ExportTotal[] {
    return [...this.sums]
      .map(([currency, { rows, amounts }]) => ({
        currency,
        rows,
        amounts: Object.fromEntries(this.amounts.map(({ name }, index) => [name, amounts[index] ?? 0n])),
      }))
      .sort((a, b) => b.rows - a.rows || (a.currency < b.currency ? -1 : 1));
  }

  private add(record: ExportRecord): void {
    const currency = record[this.currency];
    if (typeof currency !== 'string') throw new Error('A row without a currency can’t be added up.');
    const sums = this.sumsIn(currency);
    sums.rows += 1;
    for (let index = 0; index < this.amounts.length; index += 1) {
      const amount = record[this.amounts[index]?.place ?? -1];
      if (amount instanceof Decimal && amount.minor !== 0n)
        sums.amounts[index] = (sums.amounts[index] ?? 0n) + amount.minor;
    }
  }

  private sumsIn(currency: string): Sums {
    const known = this.sums.get(currency);
    if (known) return known;
    const sums = { rows: 0, amounts: [] };
    this.sums.set(currency, sums);
    return sums;
  }
}
