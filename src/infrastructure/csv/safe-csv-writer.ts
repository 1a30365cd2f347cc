import { CsvWriter, Decimal, type CsvValue } from '../../application/shared/csv.port.js';

/**
 * What begins a formula in Excel, LibreOffice, Sheets or Numbers, the full-width forms that some of them read alike, and
 * control characters that are passed over before one. https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = '=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20';
/**
 * At the beginning of the text, and after what a spreadsheet set up for another country, or text that is pasted, takes for
 * the end of a cell. Commas are no such thing: a field with one is quoted.
 */
const FORMULA_BEGINS = new RegExp(`(^|[;\\t\\r\\n])([ \\u00A0]*'*)(?=[${FORMULA}])`, 'g');
const FORMULA_GUARDED = new RegExp(`(^|[;\\t\\r\\n])([ \\u00A0]*'*)'(?=[${FORMULA}])`, 'g');
const AT_RISK = new RegExp(`(?:^|[;\\t\\r\\n])[ \\u00A0]*'*[${FORMULA}]|^'*[\\t\\r\\n\\0]`);
const CONTROL_GUARDED = /^'(?='*[\t\r\n\0])/;
const CONTROL_BEGINS = /^(?='*[\t\r\n\0])/;
/**
 * What needs quotation marks: commas, quotation marks, a line end of any kind, which would end the row, white space at an
 * end, which readers take off, and what ends a cell in other countries' files.
 */
const QUOTED = /[",;\t\r\n]|^\s|\s$/;

/** Plain: a program's files are as large as its tables, and each field is looked at once. */
export class SafeCsvWriter extends CsvWriter {
  write(records: Iterable<readonly CsvValue[]>): string {
    let text = '';
    for (const record of records) {
      for (let index = 0; index < record.length; index += 1)
        text += index === 0 ? fieldOf(record[index]) : `,${fieldOf(record[index])}`;
      text += '\r\n';
    }
    return text;
  }
}

/** `text`, so that no spreadsheet runs it: an apostrophe more before each character that would begin a formula. */
export function harmless(text: string): string {
  // Hardly any text is at risk, and looking costs less than replacing.
  if (!AT_RISK.test(text)) return text;
  return text.replaceAll(FORMULA_BEGINS, "$1$2'").replace(CONTROL_BEGINS, "'");
}

/** What `harmless` was given, for files that come back. */
export function asMeant(text: string): string {
  return text.replace(CONTROL_GUARDED, '').replaceAll(FORMULA_GUARDED, '$1$2');
}

function fieldOf(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return quoted(harmless(value));
  if (value instanceof Decimal) return value.text;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${value} can’t be written as a number.`);
  return String(value);
}

function quoted(text: string): string {
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
