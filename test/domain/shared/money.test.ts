import fc from 'fast-check';
import { allCurrencies, exponentOf, isCurrency } from '../../../src/domain/shared/currency.js';
import { Money } from '../../../src/domain/shared/money.js';
import { eur, jpy, kwd, usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectRefused } from '../../support/domain/refusals.js';

const MOST = Number.MAX_SAFE_INTEGER;

describe('currencies', () => {
  test.each([
    ['JPY', 0],
    ['KRW', 0],
    ['CLP', 0],
    ['USD', 2],
    ['EUR', 2],
    ['HUF', 2],
    ['KWD', 3],
    ['BHD', 3],
    ['TND', 3],
  ])('%s has %i digits after the point', (currency, digits) => {
    expect(exponentOf(currency)).toBe(digits);
  });

  test.each(['usd', 'US', 'USDT', 'XXX', '', '__proto__', 'constructor'])(
    '“%s” is not a currency',
    (currency) => {
      expect(isCurrency(currency)).toBe(false);
      expectRefused(() => exponentOf(currency), 'unknown_currency', { currency });
      expectRefused(() => Money.of(1, currency), 'unknown_currency');
      expectRefused(() => Money.parse('1', currency), 'unknown_currency');
    },
  );
});

describe('an amount of money', () => {
  test.each([
    ['negative', -1],
    ['a fraction of a minor unit', 0.5],
    ['beyond what is counted exactly', MOST + 1],
    ['not a number', NaN],
    ['infinite', Infinity],
  ])('is refused when it is %s', (_what, amount) => {
    expectRefused(() => Money.of(amount, 'USD'), 'invalid_amount', { currency: 'USD' });
  });

  test('may be anything from nothing to 2^53 − 1', () => {
    expect(Money.of(0, 'USD').isZero).toBe(true);
    expect(Money.of(MOST, 'USD').amount).toBe(9007199254740991);
    expect(Money.of(1, 'USD').isZero).toBe(false);
  });

  test('is refused when a sum leaves the range that is counted exactly', () => {
    expectRefused(() => usd(MOST).plus(usd(1)), 'invalid_amount');
    expectRefused(() => Money.sum([usd(MOST), usd(MOST)], 'USD'), 'invalid_amount');
    expect(usd(MOST - 1).plus(usd(1)).amount).toBe(MOST);
  });

  test('is refused when a difference would be negative, unless zero will do', () => {
    expectRefused(() => usd(1).minus(usd(2)), 'invalid_amount');
    expect(usd(1).minusOrZero(usd(2))).toEqual(usd(0));
    expect(usd(5).minusOrZero(usd(2))).toEqual(usd(3));
    expect(usd(5).minus(usd(5))).toEqual(usd(0));
  });

  test.each<[string, (a: Money, b: Money) => unknown]>([
    ['adds', (a, b) => a.plus(b)],
    ['subtracts', (a, b) => a.minus(b)],
    ['subtracts down to zero', (a, b) => a.minusOrZero(b)],
    ['compares', (a, b) => a.exceeds(b)],
    ['covers', (a, b) => a.covers(b)],
    ['bounds', (a, b) => a.atMost(b)],
    ['sums', (a, b) => Money.sum([a, b], a.currency)],
  ])('never %s another currency', (_what, mix) => {
    const details = { expected: 'USD', given: 'EUR' };
    expectRefused(() => mix(usd(5), eur(5)), 'currency_mismatch', details);
    expectRefused(() => mix(usd(0), eur(0)), 'currency_mismatch', details);
  });

  test('equals only the same amount of the same currency', () => {
    expect(usd(5).equals(usd(5))).toBe(true);
    expect(usd(5).equals(usd(6))).toBe(false);
    expect(usd(5).equals(eur(5))).toBe(false);
  });

  test('exceeds only what is less', () => {
    expect(usd(5).exceeds(usd(4))).toBe(true);
    expect(usd(5).exceeds(usd(5))).toBe(false);
    expect(usd(5).covers(usd(5))).toBe(true);
    expect(usd(5).covers(usd(6))).toBe(false);
    expect(usd(5).atMost(usd(4))).toEqual(usd(4));
    expect(usd(5).atMost(usd(6))).toEqual(usd(5));
  });

  test('leaves the amounts it was made from as they were', () => {
    const five = usd(5);
    five.plus(usd(1));
    five.minus(usd(1));
    expect(five).toEqual(usd(5));
  });

  test.each([
    [usd(0), '0.00', '0.00 USD'],
    [usd(5), '0.05', '0.05 USD'],
    [usd(18550), '185.50', '185.50 USD'],
    [jpy(5000), '5000', '5000 JPY'],
    [jpy(0), '0', '0 JPY'],
    [kwd(1250), '1.250', '1.250 KWD'],
    [kwd(7), '0.007', '0.007 KWD'],
    [usd(MOST), '90071992547409.91', '90071992547409.91 USD'],
  ])('is written with its currency’s own digits (%#)', (money, decimal, text) => {
    expect(money.toDecimal()).toBe(decimal);
    expect(String(money)).toBe(text);
  });

  test('goes to JSON as minor units and a code', () => {
    expect(JSON.parse(JSON.stringify(kwd(1250)))).toEqual({ amount: 1250, currency: 'KWD' });
  });
});

describe('any amount of any currency', () => {
  const currencies = fc.constantFrom(...allCurrencies());
  const anyMoney = fc.tuple(fc.maxSafeNat(), currencies).map(([amount, code]) => Money.of(amount, code));

  test('is read back from its decimal as the same amount', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(Money.parse(money.toDecimal(), money.currency)).toEqual(money);
        expect(Money.parse(money.toString(), money.currency)).toEqual(money);
      }),
      reproducibly(500),
    );
  });

  test('adds up to the same sum in any order', () => {
    const amounts = fc.array(fc.nat(1_000_000_000), { maxLength: 20 });
    const inTwoOrders = amounts.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(inTwoOrders, currencies, ([one, other], code) => {
        const sum = (list: number[]) =>
          Money.sum(
            list.map((amount) => Money.of(amount, code)),
            code,
          );
        expect(sum(one)).toEqual(sum(other));
        expect(sum(one).amount).toBe(one.reduce((a, b) => a + b, 0));
      }),
      reproducibly(200),
    );
  });

  test('is what it was after something is added and taken away again', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(usd(a).plus(usd(b)).minus(usd(b))).toEqual(usd(a));
        expect(usd(a).minusOrZero(usd(b)).amount).toBe(Math.max(0, a - b));
        expect(usd(a).atMost(usd(b)).amount).toBe(Math.min(a, b));
      }),
      reproducibly(200),
    );
  });
});
