import fc from 'fast-check';
import { allCurrencies } from '../../../src/domain/shared/currency.js';
import { DomainError } from '../../../src/domain/shared/domain-error.js';
import { parseAmount } from '../../../src/domain/shared/parse-amount.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectRefused } from '../../support/domain/refusals.js';

describe('what people type as an amount', () => {
  test.each([
    ['12', 'USD', 1200],
    ['12.5', 'USD', 1250],
    ['12.50', 'USD', 1250],
    ['12,50', 'USD', 1250],
    ['12.', 'USD', 1200],
    ['.50', 'USD', 50],
    ['0', 'USD', 0],
    ['0.01', 'USD', 1],
    ['007', 'USD', 700],
    ['  185.50  ', 'USD', 18550],
    ['1,234.50', 'USD', 123450],
    ['1.234,50', 'EUR', 123450],
    ['1 234,50', 'EUR', 123450],
    ['1\u00a0234,50', 'EUR', 123450],
    ['1\u202f234,50', 'EUR', 123450],
    ['1’234.50', 'CHF', 123450],
    ["1'234.50", 'CHF', 123450],
    ['1_000', 'USD', 100000],
    ['1,234,567', 'USD', 123456700],
    ['1.234.567', 'EUR', 123456700],
    ['1.234.567,89', 'EUR', 123456789],
    ['10 000', 'SEK', 1000000],
    ['5000', 'JPY', 5000],
    ['5,000', 'JPY', 5000],
    ['5.000', 'JPY', 5000],
    ['1,250,000', 'JPY', 1250000],
    ['1.250', 'KWD', 1250],
    ['1.25', 'KWD', 1250],
    ['0,250', 'KWD', 250],
    ['1,234.567', 'KWD', 1234567],
    ['1.234,567', 'KWD', 1234567],
    ['90071992547409.91', 'USD', Number.MAX_SAFE_INTEGER],
  ])('“%s” in %s is %i minor units', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
  });

  test.each([
    ['¥5000', 'JPY', 5000],
    ['￥5000', 'JPY', 5000],
    ['¥50', 'CNY', 5000],
    ['$ 12', 'USD', 1200],
    ['$12', 'AUD', 1200],
    ['12 $', 'CAD', 1200],
    ['€12,50', 'EUR', 1250],
    ['12,50 €', 'EUR', 1250],
    ['£3', 'GBP', 300],
    ['USD 12', 'USD', 1200],
    ['12 usd', 'USD', 1200],
    ['1.5 KWD', 'KWD', 1500],
    ['US$12', 'USD', 1200],
    ['A$12', 'AUD', 1200],
    ['CA$12', 'CAD', 1200],
    ['NZ$ 12', 'NZD', 1200],
    ['HK$12', 'HKD', 1200],
    ['S$12', 'SGD', 1200],
    ['MX$12', 'MXN', 1200],
    ['R$ 12', 'BRL', 1200],
    ['120 kr', 'SEK', 12000],
  ])('“%s” names %s itself', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
  });

  test.each([
    ['€12', 'USD'],
    ['$12', 'EUR'],
    ['¥12', 'USD'],
    ['12 EUR', 'USD'],
    ['USD 12', 'CAD'],
    ['12 USD EUR', 'USD'],
    ['US$12', 'CAD'],
    ['CA$12', 'USD'],
    ['HK$12', 'USD'],
    ['R$12', 'USD'],
    ['about 12', 'USD'],
    ['12 dollars', 'USD'],
    ['12-', 'USD'],
    ['constructor 12', 'USD'],
    ['12 toString', 'USD'],
    ['__proto__ 12', 'USD'],
    ['١٢', 'USD'],
  ])('“%s” doesn’t fit a booking in %s', (text, currency) => {
    const refusal = expectRefused(() => parseAmount(text, currency), 'invalid_amount', {
      given: text,
      currency,
    });
    expect(refusal.message).toContain(`the currency here is ${currency}`);
  });

  test.each([
    ['1.234', 'USD'],
    ['185.505', 'USD'],
    ['1,234', 'KWD'],
    ['185,505', 'KWD'],
  ])('“%s” in %s can be read in two ways and is not guessed', (text, currency) => {
    const refusal = expectRefused(() => parseAmount(text, currency), 'invalid_amount');
    expect(refusal.message).toMatch(/two ways.*Write it like/);
  });

  test('“1,234” in USD is grouped by threes: a comma isn’t how three decimals of a dollar are written', () => {
    expect(parseAmount('1,234', 'USD')).toBe(123400);
    expect(parseAmount('185,505', 'USD')).toBe(18550500);
  });

  test.each([
    ['', 'USD', /Enter an amount/],
    ['   ', 'USD', /Enter an amount/],
    ['-5', 'USD', /can’t be negative/],
    ['−5', 'USD', /can’t be negative/],
    ['$-5', 'USD', /can’t be negative/],
    ['-$5', 'USD', /can’t be negative/],
    ['(5)', 'USD', /can’t be negative/],
    ['abc', 'USD', /“abc” isn’t an amount: the currency here is USD. Write it like 1234.50/],
    ['1e5', 'USD', /isn’t an amount/],
    ['0x10', 'USD', /isn’t an amount/],
    ['1..2', 'USD', /isn’t an amount/],
    ['1,2,', 'USD', /threes|isn’t an amount/],
    ['12/3', 'USD', /isn’t an amount/],
    ['12+3', 'USD', /isn’t an amount/],
    ['1.2345', 'USD', /at most 2 decimals/],
    ['0.500', 'USD', /at most 2 decimals/],
    ['1,234.567', 'USD', /at most 2 decimals/],
    ['1.2345', 'KWD', /at most 3 decimals/],
    ['5.5', 'JPY', /no decimals/],
    ['5,50', 'JPY', /no decimals/],
    ['1,23,456.00', 'USD', /threes/],
    ['1,000,00', 'USD', /threes/],
    ['12 34', 'USD', /threes/],
    ['1,000 000.00', 'USD', /threes/],
    ['90071992547409.92', 'USD', /too large/],
    ['9007199254740992', 'JPY', /too large/],
    ['9'.repeat(400), 'USD', /too large/],
  ])('“%s” in %s is refused, with how to write it', (text, currency, why) => {
    const refusal = expectRefused(() => parseAmount(text, currency), 'invalid_amount', {
      given: text,
      currency,
    });
    expect(refusal.message).toMatch(why);
    expect(refusal.message).toMatch(/Write it like \d/);
  });

  test('whatever is typed, it is a whole, exact, non-negative amount or a refusal', () => {
    const alphabet = fc.constantFrom(...'0123456789.,’ -−()$€¥krUSD\u00a0', 'toString', 'US$');
    const typed = fc.oneof(
      fc.string(),
      fc.array(alphabet, { maxLength: 12 }).map((marks) => marks.join('')),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom(...allCurrencies()), (text, currency) => {
        try {
          const minor = parseAmount(text, currency);
          expect(Number.isSafeInteger(minor) && minor >= 0).toBe(true);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          expect(error.code).toBe('invalid_amount');
        }
      }),
      reproducibly(1000),
    );
  });

  test('an amount grouped and pointed in either way is the same amount', () => {
    const groups = (whole: number, mark: string) => String(whole).replace(/\B(?=(\d{3})+$)/g, mark);
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(99), (whole, cents) => {
        const fraction = String(cents).padStart(2, '0');
        const minor = whole * 100 + cents;
        expect(parseAmount(`${groups(whole, ',')}.${fraction}`, 'USD')).toBe(minor);
        expect(parseAmount(`${groups(whole, '.')},${fraction}`, 'USD')).toBe(minor);
        expect(parseAmount(`${groups(whole, ' ')},${fraction}`, 'USD')).toBe(minor);
      }),
      reproducibly(200),
    );
  });
});
