import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CsvError, parse, type Options } from 'csv-parse';
import {
  CsvFiles,
  MOST_BYTES,
  MOST_COLUMNS,
  MOST_MEGABYTES,
  MOST_ROWS,
  type UploadedFile,
  type UploadedRow,
} from '../../application/import/csv-files.port.js';
import { FileRefused } from '../../domain/import/import-errors.js';
import type { ImportFile } from '../../domain/import/import.js';
import { asMeant } from '../csv/safe-csv-writer.js';

/** How an .xlsx or .ods file begins. */
const WORKBOOK = [0x50, 0x4b, 0x03, 0x04];

/** How a file in UTF-16 begins: https://encoding.spec.whatwg.org/#bom-sniff */
const WIDE = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
];

type Delimiter = ImportFile['delimiter'];

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
/** A first line that spreadsheets write, obey and don't show. */
const SAYS_DELIMITER = /^"?sep=([,;\t])"?(?:\r\n?|\n)/i;
/** Also several in one file, as comes of files that were put together. */
const LINE_ENDS = ['\r\n', '\n', '\r'];
/** Read in pieces, so that others get their turn while a big file is. */
const PIECE = 64 * 1024;

/** Reads CSV as spreadsheets write it: UTF-8 with or without a mark, UTF-16 with one, any line ends, quoted cells over many lines. */
export class CsvParseFiles extends CsvFiles {
  override async read(bytes: Uint8Array): Promise<UploadedFile> {
    if (bytes.byteLength > MOST_BYTES)
      throw new FileRefused(
        'file_too_large',
        `The file has ${megabytes(bytes.byteLength)} MB; at most ${MOST_MEGABYTES} MB can be imported at once. Split it.`,
        { maximum_bytes: MOST_BYTES },
      );
    const whole = textOf(bytes);
    const [saying = '', said] = SAYS_DELIMITER.exec(whole) ?? [];
    const text = whole.slice(saying.length);
    const delimiter = DELIMITERS.find((each) => each === said) ?? delimiterOf(text);
    const rows: UploadedRow[] = [];
    let headers: readonly string[] | undefined;
    let number = 0;
    for await (const record of recordsIn(text, delimiter)) {
      number += 1;
      const cells = record.map((cell) => asMeant(cell).trim());
      if (cells.every((cell) => cell === '')) continue;
      if (headers) rows.push({ number, cells: asWideAs(headers, cells) });
      else headers = headersFrom(cells);
      if (rows.length > MOST_ROWS)
        throw new FileRefused(
          'too_many_rows',
          `The file has more than ${MOST_ROWS.toLocaleString('en')} rows, which is the most that can be imported at once. Split it.`,
          { maximum: MOST_ROWS },
        );
    }
    if (!headers || rows.length === 0)
      throw new FileRefused(
        'file_empty',
        'There is nothing to import in the file: its first row names the columns, and each row below is one booking or customer.',
      );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { sha256, headers, delimiter, rows: rows.length, content: rows };
  }
}

function textOf(bytes: Uint8Array): string {
  if (WORKBOOK.every((byte, at) => bytes[at] === byte))
    throw new FileRefused(
      'file_not_csv',
      'This is a workbook, not CSV. Open it, and save the sheet as “CSV UTF-8”, which spreadsheets offer under “Save as”.',
    );
  const wide = WIDE.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  if (wide) return wideTextOf(bytes, wide.encoding);
  if (bytes.includes(0)) throw notUtf8('The file isn’t a text file');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8(`The file isn’t UTF-8: line ${lineOfFault(bytes)} has characters of another encoding`);
  }
}

/** The mark leaves no doubt about it. Spreadsheets call it “Unicode text”. */
function wideTextOf(bytes: Uint8Array, encoding: string): string {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // What is said below holds for it too.
  }
  throw notUtf8('The file begins as UTF-16 does, and isn’t');
}

function notUtf8(what: string): FileRefused {
  return new FileRefused(
    'file_not_utf8',
    `${what}. Save it again as “CSV UTF-8”, which spreadsheets offer under “Save as”.`,
  );
}

/** The first line that isn't UTF-8. A line end is one byte, whatever else is in the line. */
function lineOfFault(bytes: Uint8Array): number {
  let line = 1;
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    line += 1;
    from = to + 1;
  }
  return line;
}

/** The sign that the names of the columns are separated by, outside of quotes. */
function delimiterOf(text: string): Delimiter {
  const firstLine = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.trimStart().slice(0, PIECE))?.[0] ?? '';
  const bare = firstLine.replace(/"(?:[^"]|"")*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}

async function* recordsIn(text: string, delimiter: Delimiter): AsyncIterable<string[]> {
  const options: Options = {
    delimiter,
    record_delimiter: LINE_ENDS,
    relax_column_count: true,
    max_record_size: 128 * 1024,
    relax_quotes: false,
  };
  try {
    for await (const record of Readable.from(piecesOf(text)).pipe(parse(options))) yield record as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    throw new FileRefused(
      'file_not_csv',
      `The file can’t be read as CSV${line === undefined ? '' : `, in line ${line}`}: ${wordsOf(error)}.`,
      line === undefined ? {} : { line },
    );
  }
}

/** No piece ends within a character: half of one can't be written as UTF-8. */
function* piecesOf(text: string): Iterable<string> {
  let from = 0;
  while (from < text.length) {
    const end = from + PIECE;
    const to = isFirstHalf(text.charCodeAt(end - 1)) ? end + 1 : end;
    yield text.slice(from, to);
    from = to;
  }
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function wordsOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is opened and never closed';
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quotation mark stands within a cell. Write it twice, and the cell in quotation marks';
    case 'CSV_MAX_RECORD_SIZE':
      return 'a row has more than 128 KB';
    default:
      return 'its quotation marks don’t fit';
  }
}

function headersFrom(cells: readonly string[]): readonly string[] {
  if (cells.length > MOST_COLUMNS)
    throw new FileRefused(
      'too_many_columns',
      `The file has ${cells.length} columns; at most ${MOST_COLUMNS} can be imported.`,
      { maximum: MOST_COLUMNS },
    );
  const headers = cells.map((cell, index) => cell || `Column ${index + 1}`);
  const twice = headers.find((header, index) => headers.indexOf(header) !== index);
  if (twice !== undefined)
    throw new FileRefused(
      'duplicate_header',
      `Two columns are called “${twice}”. Give each column a name of its own.`,
      { header: twice },
    );
  return headers;
}

/** What a row has beyond is said of the row, unless it is nothing. */
function asWideAs(headers: readonly string[], cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell !== '') + 1;
  const kept = cells.slice(0, Math.max(last, headers.length));
  return [...kept, ...Array<string>(Math.max(0, headers.length - kept.length)).fill('')];
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
