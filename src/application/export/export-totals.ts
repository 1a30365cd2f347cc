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

  add(records: readonly ExportRecord[]): void {
    for (const record of records) {
      const currency = record[this.currency];
      if (typeof currency !== 'string') throw new Error('A row without a currency can’t be added up.');
      const sums = this.sumsIn(currency);
      sums.rows += 1;
      for (const [index, { place }] of this.amounts.entries()) {
        const amount = record[place];
        if (amount instanceof Decimal) sums.amounts[index] = (sums.amounts[index] ?? 0n) + amount.minor;
      }
    }
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

  private sumsIn(currency: string): Sums {
    const known = this.sums.get(currency);
    if (known) return known;
    const sums = { rows: 0, amounts: [] };
    this.sums.set(currency, sums);
    return sums;
  }
}
