import type { BookingView } from '../../../application/booking/booking.views.js';
import {
  lineAmount,
  MOST_LINES,
  PRICE_LINE_KINDS,
  type PriceLine,
  type PriceLineKind,
  type PriceLineOrigin,
} from '../../../domain/booking/price-line.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { Money } from '../../../domain/shared/money.js';
import { textOf, type FormFields } from '../forms/form-fields.js';

/** A line of the price as it stands in the form. */
export interface PriceRow {
  readonly kind: string;
  readonly description: string;
  readonly quantity: string;
  readonly unit: string;
  readonly origin: string;
}

/** What is wrong, by the row's place in the form and its field. */
export type RowProblems = Readonly<Record<string, string>>;

export const BLANK: PriceRow = { kind: 'extra', description: '', quantity: '1', unit: '', origin: '' };

const ORIGINS: readonly PriceLineOrigin[] = ['adjustment', 'cancellation', 'no_show'];

export function rowsOf({ lines, currency }: Pick<BookingView, 'lines' | 'currency'>): PriceRow[] {
  return lines.map(({ kind, description, quantity, unitAmount, origin }) => ({
    kind,
    description,
    quantity: String(quantity),
    unit: Money.of(unitAmount, currency).toDecimal(),
    origin: origin ?? '',
  }));
}

/** The rows of a form that was sent, blank ones included. */
export function rowsIn(fields: FormFields): PriceRow[] {
  const rows: PriceRow[] = [];
  for (let at = 0; at < MOST_LINES + 10 && `description.${at}` in fields; at += 1) {
    const field = (name: string) => textOf(fields, `${name}.${at}`);
    rows.push({
      kind: field('kind'),
      description: field('description'),
      quantity: field('quantity'),
      unit: field('unit'),
      origin: field('origin'),
    });
  }
  return rows;
}

/** Rows added or taken out, or only worked out again; undefined when the price is to be changed. */
export function editedBy(
  wanted: string,
  rows: readonly PriceRow[],
): { readonly rows: readonly PriceRow[]; readonly focus?: number } | undefined {
  if (wanted === 'preview') return { rows };
  if (wanted === 'add') return { rows: [...rows, BLANK], focus: rows.length };
  const removed = /^remove\.(\d+)$/.exec(wanted)?.[1];
  if (removed === undefined) return undefined;
  const left = rows.filter((_row, at) => at !== Number(removed));
  return { rows: left.length > 0 ? left : [BLANK], focus: Math.max(0, Number(removed) - 1) };
}

export function isBlank({ description, unit }: PriceRow): boolean {
  return description.trim() === '' && unit.trim() === '';
}

/** The lines that the rows stand for, blank ones left out, or what is wrong with them. */
export function readRows(
  rows: readonly PriceRow[],
  currency: string,
): { readonly lines: readonly PriceLine[]; readonly problems: RowProblems } {
  const problems: Record<string, string> = {};
  const lines = rows.flatMap((row, at) => {
    if (isBlank(row)) return [];
    const description = row.description.replace(/\s+/g, ' ').trim();
    if (description === '') problems[`description.${at}`] = 'Say what it is for.';
    const quantity = wholeNumber(row.quantity);
    if (quantity === undefined) problems[`quantity.${at}`] = 'A whole number from 1 to 9999.';
    const unitAmount = amountIn(row.unit, currency);
    if (typeof unitAmount === 'string') problems[`unit.${at}`] = unitAmount;
    if (quantity === undefined || typeof unitAmount === 'string') return [];
    const origin = ORIGINS.find((known) => known === row.origin);
    return [{ kind: kindOf(row), description, quantity, unitAmount, ...(origin ? { origin } : {}) }];
  });
  return { lines, problems };
}

/** What the row comes to, as far as it can be read. */
export function rowAmount(row: PriceRow, currency: string): Money | undefined {
  const [line] = readRows([row], currency).lines;
  return line && lineAmount(line);
}

function kindOf({ kind }: PriceRow): PriceLineKind {
  return PRICE_LINE_KINDS.find((known) => known === kind) ?? 'extra';
}

function wholeNumber(text: string): number | undefined {
  if (text.trim() === '') return 1;
  const number = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return number > 0 ? number : undefined;
}

/** What is wrong with it, in words, when it can't be read. */
function amountIn(text: string, currency: string): Money | string {
  try {
    return Money.parse(text, currency);
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}
