import { PRICE_LINE_KINDS, type PriceLineKind } from '../../../domain/booking/price-line.js';
import { Price } from '../../../domain/booking/price.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import type { Format } from '../views/format.js';
import { readRows, rowAmount, type PriceRow, type RowProblems } from './price-rows.js';

export const KIND_LABELS: Readonly<Record<PriceLineKind, string>> = {
  service: 'Service',
  extra: 'Extra',
  discount: 'Discount',
  tax: 'Tax',
  fee: 'Fee',
};

/** The rows of a form that edits a price; `focus`: the one to begin typing in. */
export function rowsView(
  rows: readonly PriceRow[],
  currency: string,
  { focus, problems = {} }: { readonly focus?: number; readonly problems?: RowProblems },
  format: Format,
) {
  return rows.map((row, at) => {
    const amount = rowAmount(row, currency);
    return {
      ...row,
      at,
      number: at + 1,
      kinds: PRICE_LINE_KINDS.map((kind) => ({ kind, label: KIND_LABELS[kind], chosen: kind === row.kind })),
      focus: at === focus,
      amount: amount && `${row.kind === 'discount' ? '−' : ''}${format.money(amount.amount, currency)}`,
      errors: {
        description: problems[`description.${at}`],
        quantity: problems[`quantity.${at}`],
        unit: problems[`unit.${at}`],
      },
    };
  });
}

/** What the rows add up to, or why that can't be said. */
export function totalOf(rows: readonly PriceRow[], currency: string): number | string {
  const { lines, problems } = readRows(rows, currency);
  if (Object.keys(problems).length > 0) return 'Complete the lines to see the new total.';
  try {
    return Price.of(lines).total.amount;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}
