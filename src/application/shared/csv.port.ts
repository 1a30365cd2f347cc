import { exponentOf, type CurrencyCode } from '../../domain/shared/currency.js';

/** One field. Text is made harmless to spreadsheets; what is no text is written as it is; nothing is an empty field. */
export type CsvValue = string | number | bigint | boolean | Decimal | null | undefined;

/** What spreadsheets need to read a file as UTF-8, and programs don't: put before its first byte. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** CSV as RFC 4180 has it: fields with commas, CRLF at the end of each record. https://www.rfc-editor.org/rfc/rfc4180 */
export abstract class CsvWriter {
  /**
   * The records as text, each with its end of line; a file is written piece by piece. Text that a spreadsheet would take
   * for a formula gets an apostrophe before the character that makes it one. Throws RangeError for a number that isn't
   * finite.
   */
  abstract write(records: Iterable<readonly CsvValue[]>): string;
}

/** A number with as many digits after the point as it is to show: never rounded, no grouping, may be negative. */
export class Decimal {
  /** By how many digits there are; most of the amounts in a file are nothing. */
  private static readonly nothing = {
    0: new Decimal('0', 0n),
    2: new Decimal('0.00', 0n),
    3: new Decimal('0.000', 0n),
  };

  private constructor(
    readonly text: string,
    /** What it was made of. */
    readonly minor: bigint,
  ) {}

  /** `minor`: whole minor units. "185.50" for USD, "5000" for JPY, "-1.250" for KWD. Throws `unknown_currency`. */
  static ofMinorUnits(minor: number | bigint, currency: CurrencyCode): Decimal {
    const exponent = exponentOf(currency);
    if (minor === 0) return Decimal.nothing[exponent];
    // Refuses what isn't whole.
    const units = BigInt(minor);
    const digits = String(units < 0n ? -units : units).padStart(exponent + 1, '0');
    const sign = units < 0n ? '-' : '';
    if (exponent === 0) return new Decimal(`${sign}${digits}`, units);
    return new Decimal(`${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`, units);
  }
}
