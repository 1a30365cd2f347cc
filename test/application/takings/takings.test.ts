import { expectRefused } from '../../support/domain/refusals.js';
import { Decimal, type CsvValue } from '../../../src/application/shared/csv.port.js';
import type { Takings } from '../../../src/application/takings/get-takings.query.js';
import { methodNamed } from '../../../src/application/takings/takings-methods.js';
import { takingsPeriod } from '../../../src/application/takings/takings-period.js';
import { takingsRecords } from '../../../src/application/takings/takings-records.js';
import { payoutStanding, type PayoutView } from '../../../src/application/takings/takings-views.js';
import {
  added,
  dailyLines,
  otherLines,
  overall,
  takingsDays,
  type TallyRow,
} from '../../../src/application/takings/takings.js';

const CARD = 'stripe:card';
const methodOf = (code: string) => methodNamed(code, [{ code: 'cash', label: 'Cash' }]);

function row(figure: string, amount: number, other: Partial<TallyRow> = {}): TallyRow {
  return {
    day: '2026-11-25',
    currency: 'USD',
    takenIn: figure === 'booking' ? 'USD' : '',
    method: CARD,
    figure,
    count: 1,
    amount,
    fee: 0,
    awaited: 0,
    ...other,
  };
}

describe('a line of the takings', () => {
  it('comes to what was taken less what went back, and its net less fees too', () => {
    const [line] = dailyLines(
      [
        row('taken', 10_000),
        row('refunded', 2500),
        row('returned', 500),
        row('disputed', 3000),
        row('reinstated', 3000),
        row('booking', 8000, { fee: 1820, count: 5 }),
      ],
      methodOf,
    );
    expect(line).toMatchObject({ moved: 8000, fees: 1820, net: 6180, difference: 0, awaited: 0 });
  });

  it('names what Stripe has more or less, once nothing is awaited', () => {
    const facts = (awaited: number) => [row('taken', 10_000, { awaited }), row('booking', 9000, { fee: 1 })];
    expect(dailyLines(facts(0), methodOf)[0]?.difference).toBe(-1000);
    expect(dailyLines(facts(1), methodOf)[0]?.difference).toBe(0);
  });

  it('keeps what Stripe settled in another currency to itself', () => {
    const [line, ...more] = dailyLines(
      [
        row('taken', 10_000, { currency: 'EUR' }),
        row('booking', 10_800, { currency: 'USD', takenIn: 'EUR', fee: 343 }),
      ],
      methodOf,
    );
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      currency: 'EUR',
      moved: 10_000,
      fees: 0,
      difference: 0,
      settledElsewhere: [{ currency: 'USD', amount: 10_800, fee: 343 }],
    });
    expect(line?.net).toBeUndefined();
  });

  it('adds up over days by currency and method, and refuses to add two currencies', () => {
    const lines = dailyLines(
      [
        row('taken', 100),
        row('taken', 200, { day: '2026-11-24' }),
        row('taken', 50, { method: 'cash', day: '2026-11-24' }),
        row('taken', 9000, { currency: 'JPY' }),
      ],
      methodOf,
    );
    expect(lines.map(({ day, method, currency }) => [day, currency, method.label])).toEqual([
      ['2026-11-25', 'JPY', 'Card, through Stripe'],
      ['2026-11-25', 'USD', 'Card, through Stripe'],
      ['2026-11-24', 'USD', 'Card, through Stripe'],
      ['2026-11-24', 'USD', 'Cash'],
    ]);
    expect(overall(lines).map(({ currency, taken }) => [currency, taken.amount, taken.count])).toEqual([
      ['JPY', 9000, 1],
      ['USD', 300, 2],
      ['USD', 50, 1],
    ]);
    expect(() => added(lines)).toThrow(/can’t be added/);
  });
});

it('a day is complete once it is over, nothing is awaited, and Stripe was read beyond its end', () => {
  const rows = [
    row('taken', 1, { day: '2026-11-22', awaited: 1 }),
    row('taken', 1, { day: '2026-11-23' }),
    row('taken', 1, { day: '2026-11-24' }),
    row('taken', 1, { day: '2026-11-25' }),
  ];
  const states = (reached: string) => takingsDays(rows, '2026-11-25', reached).map(({ state }) => state);
  expect(states('2026-11-25')).toEqual(['running', 'complete', 'complete', 'awaiting']);
  expect(states('2026-11-24')).toEqual(['running', 'awaiting', 'complete', 'awaiting']);
});

describe('the days asked for', () => {
  const today = '2026-11-25';
  it('are the last seven unless said otherwise, both ends included', () => {
    expect(takingsPeriod(undefined, undefined, today)).toEqual({ from: '2026-11-19', to: today });
    expect(takingsPeriod('2026-11-01', undefined, today)).toEqual({ from: '2026-11-01', to: today });
    expect(takingsPeriod(undefined, '2026-03-01', today)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
  });

  it.each([
    ['2026-02-30', undefined, 'from'],
    ['2026-02-02', '2026-02-01', 'to'],
    ['2025-11-24', '2026-11-25', 'from'],
  ])('can’t be from %s to %s', (from, to, field) => {
    expectRefused(() => takingsPeriod(from, to, today), 'invalid_period', { field });
  });
});

it('the file has a record for each day, method and currency, with exact decimals', () => {
  const rows = [
    row('taken', 1234, { currency: 'KWD' }),
    row('taken', 5000, { currency: 'EUR' }),
    row('booking', 5400, { takenIn: 'EUR', fee: 187 }),
    row('foreign', 700, { method: '', takenIn: 'USD', fee: 50 }),
  ];
  const takings: Takings = {
    from: '2026-11-25',
    to: '2026-11-25',
    lines: dailyLines(rows, methodOf),
    others: otherLines(rows),
    days: takingsDays(rows, '2026-11-26', '2026-11-26'),
    unpaid: [],
    reading: { since: new Date(0), reached: new Date(0), denied: false },
  };
  const [names, ...records] = [...takingsRecords(takings)];
  const texts = records.map((record) =>
    Object.fromEntries(record.map((value, index) => [textOf(names?.[index]), textOf(value)])),
  );
  expect(records.every((record) => record.length === names?.length)).toBe(true);
  expect(texts).toMatchObject([
    {
      currency: 'EUR',
      taken: '50.00',
      net: '',
      settled_currency: 'USD',
      settled_amount: '54.00',
      settled_fees: '1.87',
      settled_net: '52.13',
      state: 'complete',
    },
    { currency: 'KWD', taken: '1.234', net: '1.234', settled_currency: '' },
    { method: 'stripe:foreign', currency: 'USD', taken: '', settled_amount: '7.00', settled_net: '6.50' },
  ]);
});

it('a payout is reconciled when its transactions come to its amount, and otherwise says what is wrong', () => {
  const payout: PayoutView = {
    id: 'po_1',
    currency: 'USD',
    amount: 100,
    status: 'paid',
    automatic: true,
    createdAt: new Date(0),
    arrivesOn: '2026-11-25',
    read: { transactions: 1, net: 100, fees: 3 },
  };
  expect(payoutStanding(payout)).toBe('reconciled');
  expect(payoutStanding({ ...payout, amount: 101 })).toBe('differs');
  expect(payoutStanding({ ...payout, read: undefined })).toBe('awaiting');
  expect(payoutStanding({ ...payout, automatic: false })).toBe('by_hand');
  expect(payoutStanding({ ...payout, status: 'failed' })).toBe('failed');
});

function textOf(value: CsvValue): string {
  return value instanceof Decimal ? value.text : String(value ?? '');
}
