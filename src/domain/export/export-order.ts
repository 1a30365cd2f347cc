import { isCalendarDate, type CalendarDate } from '../shared/calendar-date.js';
import { ExportPeriodRefused } from './export-errors.js';

/** What a row of the file is. */
export const EXPORT_KINDS = [
  'bookings',
  'payments',
  'refunds',
  'collections',
  'disputes',
  'balances',
] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

/** Days of the business's calendar, both included; without one of them it has no beginning, or no end. */
export interface ExportPeriod {
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
}

/** What is to be in the file. */
export interface ExportOrder {
  readonly kind: ExportKind;
  /** As a list of bookings has it: rows are those of bookings that it lets through. */
  readonly filter: Readonly<Record<string, string | boolean | undefined>>;
  readonly period: ExportPeriod;
  /** IANA: whose days the period counts, and in which the file shows times. */
  readonly timeZone: string;
}

/** Throws ExportPeriodRefused for what is no day, and for an end before the beginning. */
export function requirePeriod({ from, to }: ExportPeriod): void {
  if (from !== undefined && !isCalendarDate(from))
    throw new ExportPeriodRefused('from', isNoDay('from', from));
  if (to !== undefined && !isCalendarDate(to)) throw new ExportPeriodRefused('to', isNoDay('to', to));
  if (from !== undefined && to !== undefined && to < from)
    throw new ExportPeriodRefused('to', `The last day, ${to}, is before the first, ${from}.`);
}

function isNoDay(field: string, text: string): string {
  return `${field} is “${text.slice(0, 40)}”; expected a day such as 2026-11-01.`;
}
