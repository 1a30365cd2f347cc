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

type Delimiter = ImportFile['delimiter'];

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
/** Read in pieces, so that others get their turn while a big file is. */
const PIECE = 64 * 1024;

/** Reads CSV as spreadsheets write it: UTF-8 with or without a mark, any line ends, quoted cells over many lines. */
export class CsvParseFiles extends CsvFiles {
  override async read(bytes: Uint8Array): Promise<UploadedFile> {
    if (bytes.byteLength > MOST_BYTES)
      throw new FileRefused(
        'file_too_large',
        `The file has ${megabytes(bytes.byteLength)} MB; at most ${MOST_MEGABYTES} MB can be imported at once. Split it.`,
        { maximum_bytes: MOST_BYTES },
      );
    const text = textOf(bytes);
    const delimiter = delimiterOf(text);
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
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw notUtf8('The file is UTF-16');
  if (bytes.includes(0)) throw notUtf8('The file isn’t a text file');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8(`The file isn’t UTF-8: line ${lineOfFault(bytes)} has characters of another encoding`);
  }
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

function* piecesOf(text: string): Iterable<string> {
  for (let from = 0; from < text.length; from += PIECE) yield text.slice(from, from + PIECE);
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
