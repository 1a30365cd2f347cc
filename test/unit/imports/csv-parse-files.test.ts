import fc from 'fast-check';
import { MOST_BYTES, MOST_ROWS } from '../../../src/application/import/csv-files.port.js';
import { Decimal, type CsvValue } from '../../../src/application/shared/csv.port.js';
import { EXPORT_COLUMNS } from '../../../src/application/export/export-columns.js';
import { PAYMENT_OPTIONS } from '../../../src/domain/booking/booking.js';
import { matchColumns } from '../../../src/domain/import/import-fields.js';
import { readBooking } from '../../../src/domain/import/read-row.js';
import { lineProblem } from '../../../src/domain/shared/line-of-text.js';
import { Money } from '../../../src/domain/shared/money.js';
import { SafeCsvWriter } from '../../../src/infrastructure/csv/safe-csv-writer.js';
import { CsvParseFiles } from '../../../src/infrastructure/imports/csv-parse-files.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

const files = new CsvParseFiles();
const read = (text: string) => files.read(Buffer.from(text));

describe('a file of separated values', () => {
  test.each([
    ['commas', 'a,b\n1,2\n', ','],
    ['semicolons, CRLF', 'a;b\r\n1;2\r\n', ';'],
    ['tabs, no last line end', 'a\tb\n1\t2', '\t'],
    ['a byte order mark', '\ufeffa,b\n1,2\n', ','],
    ['a line that says so', 'sep=;\r\na;b\r\n1;2\r\n', ';'],
    ['quotation marks', '"a";"b"\n"1";"2"\n', ';'],
    ['another sign within a quoted name', '"a";b\n1;2', ';'],
  ])('is read with %s', async (_, text, delimiter) => {
    expect(await read(text)).toMatchObject({
      headers: ['a', 'b'],
      delimiter,
      rows: 1,
      content: [{ number: 2, cells: ['1', '2'] }],
    });
  });

  test('counts its rows as a spreadsheet does, and leaves out empty ones', async () => {
    const { content, headers } = await read('a,,b\n"one\nline more",2,\n,,\n\n3,"4, and ""5""",6\n');
    expect(headers).toEqual(['a', 'Column 2', 'b']);
    expect(content).toEqual([
      { number: 2, cells: ['one\nline more', '2', ''] },
      { number: 5, cells: ['3', '4, and "5"', '6'] },
    ]);
  });

  test('in UTF-16 is read where its mark says so', async () => {
    const wide = Buffer.from('\ufeffname\tcity\r\nJosé\t😀\r\n', 'utf16le');
    const expected = { headers: ['name', 'city'], content: [{ number: 2, cells: ['José', '😀'] }] };
    expect(await files.read(wide)).toMatchObject(expected);
    expect(await files.read(Buffer.from(wide).swap16())).toMatchObject(expected);
  });

  test('may have lines that end in several ways', async () => {
    const { content } = await read('a,b\r\n1,2\n3,"4\n5"\r6,7\r\n');
    expect(content.map(({ cells }) => cells)).toEqual([
      ['1', '2'],
      ['3', '4\n5'],
      ['6', '7'],
    ]);
  });

  test('keeps every character whole, wherever in the file it is', async () => {
    // Of two code units each, so at an odd distance some are cut by any piece of an even length.
    const text = `n\n${'😀\n'.repeat(45_000)}`;
    for (const shift of ['', 'x']) {
      const { content } = await read(`${shift}${text}`);
      expect(new Set(content.map(({ cells }) => cells[0]))).toEqual(new Set(['😀']));
    }
  });

  test('is known again by its content', async () => {
    const [first, again, other] = await Promise.all([read('a\n1'), read('a\n1'), read('a\n2')]);
    expect(first.sha256).toBe(again.sha256);
    expect(first.sha256).not.toBe(other.sha256);
  });

  test.each([
    ['', 'file_empty', /nothing to import/],
    ['a,b\n', 'file_empty', /first row names the columns/],
    ['a,b,a\n1,2,3', 'duplicate_header', /“a”/],
    ['a,b\n1,"2\n', 'file_not_csv', /never closed/],
    ['a,b\n1,2"3\n', 'file_not_csv', /line 2.*quotation mark/],
    ['a\0b', 'file_not_utf8', /isn’t a text file/],
    ['PK\u0003\u0004rest', 'file_not_csv', /workbook/],
    [`${Array.from({ length: 101 }, (_, at) => `c${at}`).join()}\n1`, 'too_many_columns', /101.*100/],
  ])('is refused: %j', async (text, code, why) => {
    expect((await expectLaterRefused(read(text), code)).message).toMatch(why);
  });

  test('in another encoding says in which line', async () => {
    const refused = files.read(Buffer.from('name\nNora\nJos\u00e9\n', 'latin1'));
    expect((await expectLaterRefused(refused, 'file_not_utf8')).message).toMatch(/line 3.*CSV UTF-8/);
    const half = files.read(Buffer.from('\ufeffa,b\n1,2', 'utf16le').subarray(0, -1));
    expect((await expectLaterRefused(half, 'file_not_utf8')).message).toMatch(/UTF-16/);
  });

  test('too big or too long names the bound', async () => {
    const big = await expectLaterRefused(files.read(new Uint8Array(MOST_BYTES + 1)), 'file_too_large');
    expect(big.message).toMatch(/at most 10 MB/);
    const long = await expectLaterRefused(read(`a\n${'1\n'.repeat(MOST_ROWS + 1)}`), 'too_many_rows');
    expect(long.message).toMatch(/50,000 rows/);
  });

  test('keeps a row that is wider than the names, for it to be said of the row', async () => {
    expect((await read('a,b\n1,2,,\n1,2,3\n1')).content.map(({ cells }) => cells)).toEqual([
      ['1', '2'],
      ['1', '2', '3'],
      ['1', ''],
    ]);
  });

  test('that was written here is read as it was, formulas and all', async () => {
    const written = new SafeCsvWriter();
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => text.replaceAll(/[\0\r]/g, '').trim());
    const formula = fc
      .tuple(
        fc.constantFrom('', "'", "''", 'a;', 'b\n'),
        fc.constantFrom('=1+1', '+351 21', '-5', '@home', '\uff1d1'),
      )
      .map((parts) => parts.join(''));
    const row = fc.array(fc.oneof(cell, formula), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        const kept = rows.filter((cells) => cells.some((each) => each !== ''));
        if (kept.length === 0) return;
        const { content } = await read(written.write([['first', 'second'], ...rows]));
        expect(content.map(({ cells }) => cells)).toEqual(kept);
      }),
      reproducibly(300),
    );
  });
});

const BOOKING_COLUMNS = EXPORT_COLUMNS.bookings.map(({ name }) => name);

test('any booking that an export writes is read back as it is', async () => {
  const line = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => text.trim() === text && lineProblem(text, { max: 40 }) === undefined);
  const booking = fc.record({
    reference: fc.oneof(line, fc.constantFrom('=1+1', '-7', "'@x")),
    name: line,
    phone: fc.option(fc.oneof(line, fc.constant('+351 21 000 0000')), { nil: undefined }),
    service: fc.oneof(line, fc.constant('Sailing; =HYPERLINK("x"), "2" people')),
    startsAt: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    total: fc
      .tuple(fc.integer({ min: 1, max: 2 ** 53 - 1 }), fc.constantFrom('USD', 'JPY', 'KWD', 'EUR'))
      .map(([amount, currency]) => Money.of(amount, currency)),
    paymentOption: fc.constantFrom(...PAYMENT_OPTIONS),
  });
  const rules = { timeZone: 'Europe/Lisbon', isEmail: () => true, requireAcceptable: () => undefined };
  await fc.assert(
    fc.asyncProperty(booking, async ({ total, startsAt, phone, ...texts }) => {
      const told: Record<string, CsvValue> = {
        id: '1',
        reference: texts.reference,
        customer_name: texts.name,
        customer_email: 'nora@example.com',
        customer_phone: phone,
        service: texts.service,
        start_date: '2031-05-01',
        starts_at: startsAt.toISOString(),
        payment_option: texts.paymentOption,
        currency: total.currency,
        total: Decimal.ofMinorUnits(total.amount, total.currency),
      };
      const text = new SafeCsvWriter().write([BOOKING_COLUMNS, BOOKING_COLUMNS.map((name) => told[name])]);
      const { headers, content } = await read(text);
      const reading = { columns: matchColumns('bookings', headers), decimal: 'point' as const };
      expect(readBooking(content[0]?.cells ?? [], reading, rules)).toEqual({
        row: {
          ...texts,
          email: 'nora@example.com',
          startsAt,
          total,
          ...(phone === undefined ? {} : { phone }),
        },
      });
    }),
    reproducibly(300),
  );
});
