import fc from 'fast-check';
import { matchColumns, missingFields } from '../../../src/domain/import/import-fields.js';
import {
  readBooking,
  readCustomer,
  type ImportReading,
  type RowRules,
} from '../../../src/domain/import/read-row.js';
import { judgeBooking, judgeCustomer } from '../../../src/domain/import/verdict.js';
import { readAmount } from '../../../src/domain/import/written-amount.js';
import { readTime } from '../../../src/domain/import/written-time.js';
import { allCurrencies } from '../../../src/domain/shared/currency.js';
import { DomainError } from '../../../src/domain/shared/domain-error.js';
import { Money } from '../../../src/domain/shared/money.js';
import { usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectRefused } from '../../support/domain/refusals.js';

const LISBON = 'Europe/Lisbon';

describe('amounts in a file', () => {
  test.each([
    ['185.50', 'USD', undefined, 18_550],
    ['1,234.50', 'USD', undefined, 123_450],
    ['1.234,50', 'EUR', undefined, 123_450],
    ['1.234.567', 'EUR', undefined, 123_456_700],
    ['€ 1 234,5', 'EUR', undefined, 123_450],
    ['1.234', 'EUR', 'comma', 123_400],
    ['1,234', 'USD', 'point', 123_400],
    ['12.345', 'KWD', 'point', 12_345],
    ['12.345', 'KWD', 'comma', 12_345_000],
    ['5000', 'JPY', undefined, 5000],
    ['0.5', 'USD', undefined, 50],
  ] as const)('%s %s with a decimal %s is %s', (text, currency, sign, minor) => {
    expect(readAmount(text, currency, sign)).toEqual(Money.of(minor, currency));
  });

  test.each([
    ['1,234', 'USD'],
    ['1.234', 'EUR'],
    ['12.345', 'KWD'],
    ['1.234', 'JPY'],
  ])('%s %s can mean a thousand times as much, so it is asked about', (text, currency) => {
    expectRefused(() => readAmount(text, currency), 'decimal_sign_unknown');
  });

  test.each([
    ['185.505', 'USD', 'point', /USD has at most 2 decimals/],
    ['185,50', 'USD', 'point', /decimal point/],
    ['1.50', 'JPY', undefined, /JPY has no decimals/],
    ['-5', 'USD', undefined, /negative/],
    ['12 EUR', 'USD', undefined, /the currency here is USD/],
    ['twelve', 'USD', undefined, /isn’t/],
    ['1.2345', 'KWD', undefined, /KWD has at most 3 decimals/],
    ['99999999999999999', 'USD', undefined, /too large/],
  ] as const)('%s %s with a decimal %s is refused', (text, currency, sign, why) => {
    expect(expectRefused(() => readAmount(text, currency, sign), 'invalid_amount').message).toMatch(why);
  });

  test('whatever amount is written exactly is read exactly, whichever sign separates its decimals', () => {
    const money = fc
      .tuple(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.constantFrom(...allCurrencies()))
      .map(([amount, currency]) => Money.of(amount, currency));
    fc.assert(
      fc.property(money, fc.constantFrom('point' as const, 'comma' as const), (each, sign) => {
        const text = sign === 'point' ? each.toDecimal() : each.toDecimal().replace('.', ',');
        expect(readAmount(text, each.currency, sign)).toEqual(each);
        // Unsaid, it is either the same or asked about: never another amount.
        try {
          expect(readAmount(text, each.currency)).toEqual(each);
        } catch (error) {
          expect(error).toMatchObject({ code: 'decimal_sign_unknown' });
        }
      }),
      reproducibly(2000),
    );
  });
});

describe('times in a file', () => {
  test.each([
    ['2027-05-01T18:30:00+01:00', undefined, '2027-05-01T17:30:00.000Z'],
    ['2027-05-01 18:30:00Z', undefined, '2027-05-01T18:30:00.000Z'],
    ['2027-05-01 18:30', undefined, '2027-05-01T17:30:00.000Z'],
    ['2027-01-01T18:30:15', undefined, '2027-01-01T18:30:15.000Z'],
    ['2027/5/1 9.05', undefined, '2027-05-01T08:05:00.000Z'],
    ['03/04/2026 18:30', 'day_first', '2026-04-03T17:30:00.000Z'],
    ['03/04/2026 6:30 PM', 'month_first', '2026-03-04T18:30:00.000Z'],
    ['3.4.2026, 12:15 a.m.', 'day_first', '2026-04-02T23:15:00.000Z'],
  ] as const)('%s, %s, is %s', (text, order, instant) => {
    expect(readTime(text, LISBON, order).toISOString()).toBe(instant);
  });

  test.each(['03/04/2026 18:30', '25/12/2026 10:00', '4-3-2026 10:00'])(
    'whether day or month comes first is never guessed: %s',
    (text) => {
      expectRefused(() => readTime(text, LISBON), 'date_order_unknown');
    },
  );

  test.each([
    ['2027-02-30 10:00', /isn’t a day of the calendar/],
    ['2027-05-01', /no time of day/],
    ['2027-05-01 25:00', /isn’t a time of day/],
    ['2027-05-01 13:00 PM', /isn’t a time of day/],
    ['tomorrow', /can’t be|isn’t a date/],
    ['01/05/27 10:00', /isn’t a date/],
    ['1969-05-01 10:00', /1970/],
    // The year 10000 in UTC, which no file and no JSON of PostgreSQL's could bring back.
    ['9999-12-31T23:59:59-12:00', /isn’t a time of day/],
    ['2027-03-28 01:30', /skip 01:30/],
    ['2027-10-31 01:30', /twice.*offset/],
  ])('%s is refused with the reason', (text, why) => {
    expect(expectRefused(() => readTime(text, LISBON, 'day_first'), 'invalid_time').message).toMatch(why);
  });

  test('is refused where it is beyond the year 9999 in UTC', () => {
    const late = () => readTime('9999-12-31 18:30', 'Pacific/Honolulu');
    expect(expectRefused(late, 'invalid_time').message).toMatch(/9999/);
    expect(readTime('9999-12-31 18:30', 'Asia/Tokyo')).toEqual(new Date('9999-12-31T09:30:00Z'));
  });
});

describe('the columns of a file', () => {
  test('are found by what they are usually called, in any case and order', () => {
    const headers = [
      'E-Mail',
      'Customer Name',
      'BOOKING REF.',
      'Notes',
      'Amount',
      'Start date',
      'Tour',
      'Phone',
    ];
    expect(matchColumns('bookings', headers)).toEqual({
      email: 0,
      name: 1,
      reference: 2,
      total: 4,
      starts_at: 5,
      service: 6,
      phone: 7,
    });
    expect(matchColumns('customers', headers)).toEqual({ email: 0, name: 1, phone: 7 });
  });

  test('one column is one field, and what is required and missing is known', () => {
    const columns = matchColumns('bookings', ['name', 'date', 'error']);
    expect(columns).toEqual({ name: 0, starts_at: 1 });
    expect(missingFields('bookings', columns).map(({ field }) => field)).toEqual([
      'reference',
      'email',
      'service',
      'total',
    ]);
  });
});

const HEADERS = [
  'reference',
  'name',
  'email',
  'phone',
  'service',
  'starts_at',
  'total',
  'currency',
  'payment_option',
];
const READING: ImportReading = { columns: matchColumns('bookings', HEADERS) };
const RULES: RowRules = {
  isEmail: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  timeZone: LISBON,
  requireAcceptable: (amount) => {
    if (amount.amount < 50)
      throw new DomainError('invalid', 'amount_not_accepted', 'Stripe takes 0.50 and more.');
  },
};
const GOOD = [
  'LX-1',
  'Nora Lindqvist',
  'nora@example.com',
  '+351 21 000',
  'Sailing',
  '2027-05-01 18:30',
  '185.50',
  'usd',
  '',
];

function withCell(header: string, text: string): string[] {
  return GOOD.with(HEADERS.indexOf(header), text);
}

describe('a row', () => {
  test('is read whole', () => {
    expect(readBooking(GOOD, READING, RULES)).toEqual({
      row: {
        reference: 'LX-1',
        name: 'Nora Lindqvist',
        email: 'nora@example.com',
        phone: '+351 21 000',
        service: 'Sailing',
        startsAt: new Date('2027-05-01T17:30:00Z'),
        total: usd(18_550),
      },
    });
  });

  test('says all that is wrong with it at once, by field and with the bound', () => {
    const bad = ['', 'x'.repeat(201), 'nora', '1'.repeat(41), 'two\nlines', '', '0', 'US$', 'soon'];
    const { errors = [] } = readBooking(bad, READING, RULES);
    expect(errors.map(({ field, message }) => `${field} ${message}`)).toEqual([
      'reference is missing',
      'name must be 1 to 200 characters long, not 201',
      'email must be an e-mail address of at most 254 characters',
      'phone must be 1 to 40 characters long, not 41',
      'service must be one line without control characters',
      'starts_at is missing',
      'currency “US$” must be an ISO 4217 code, such as USD, that is in use',
      'payment_option “soon” must be later or pre_authorize',
    ]);
  });

  test('asks what isn’t said of the file, rather than guessing', () => {
    const asked = (cells: string[], reading = READING) =>
      (readBooking(cells, reading, RULES).errors ?? []).map(({ asks }) => asks);
    expect(asked(withCell('starts_at', '03/04/2026 10:00'))).toEqual(['dates']);
    expect(asked(withCell('total', '1,234'))).toEqual(['decimal']);
    expect(asked(withCell('currency', ''))).toEqual(['currency']);
    const { total: _, ...columns } = READING.columns;
    expect(asked(GOOD, { columns })).toEqual(['columns']);
    const said = { ...READING, dates: 'day_first', decimal: 'point', currency: 'USD' } as const;
    expect(asked(withCell('currency', ''), said)).toEqual([]);
  });

  test('with a hold to come keeps Stripe’s rules for the amount', () => {
    const cells = withCell('total', '0.10').with(8, 'Pre-authorize');
    expect(readBooking(cells, READING, RULES).errors).toEqual([
      { field: 'total', message: 'Stripe takes 0.50 and more.' },
    ]);
    expect(readBooking(withCell('total', '0.10'), READING, RULES).errors).toBeUndefined();
  });
});

describe('a row beside what is here', () => {
  const { row } = readBooking(GOOD, READING, RULES) as { row: Parameters<typeof judgeBooking>[0] };
  const known = { id: 'b1', ...row, paymentOption: 'charge_now' as const };

  test('is new, the same, or differs, and says in what', () => {
    expect(judgeBooking(row, undefined).verdict).toBe('new');
    expect(judgeBooking(row, { ...known, email: 'NORA@example.com' }).verdict).toBe('same');
    expect(judgeBooking(row, { ...known, total: usd(20_000), service: 'Rowing' })).toEqual({
      verdict: 'differs',
      differences: [
        { field: 'service', here: 'Rowing', file: 'Sailing' },
        { field: 'total', here: '200.00 USD', file: '185.50 USD' },
      ],
    });
    expect(judgeBooking({ ...row, paymentOption: 'later' }, known).verdict).toBe('differs');
  });

  test('completes a customer without a phone number, and never changes one', () => {
    const { phone: _, ...without } = known;
    expect(judgeCustomer(row, without).verdict).toBe('completes');
    expect(judgeCustomer(row, { ...without, name: 'Nora L.' }).verdict).toBe('differs');
    expect(judgeCustomer(row, { ...known, phone: '1' }).verdict).toBe('differs');
    const { phone: __, ...rowWithout } = row;
    expect(judgeCustomer(rowWithout, known).verdict).toBe('same');
    expect(readCustomer(['', 'Nora', 'x@y'], READING, RULES)).toEqual({
      row: { name: 'Nora', email: 'x@y' },
    });
  });
});
