import fc from 'fast-check';
import { AmountNotAccepted } from '../../../src/application/payment/gateway-errors.js';
import { allCurrencies } from '../../../src/domain/shared/currency.js';
import { Money } from '../../../src/domain/shared/money.js';
import { fromStripeAmount, toStripeAmount } from '../../../src/infrastructure/stripe/stripe-amounts.js';

const given = (amount: number, currency: string) => toStripeAmount(Money.of(amount, currency));

describe('amounts as Stripe counts them', () => {
  test.each([
    ['two decimals go as they are', 1099, 'USD', 1099],
    ['no decimals go as they are', 5000, 'JPY', 5000],
    ['three decimals go as they are when they end in 0', 5120, 'KWD', 5120],
    ['ISK has no minor unit but is given with two decimals', 500, 'ISK', 50000],
    ['UGX has no minor unit but is given with two decimals', 2500, 'UGX', 250000],
    ['MGA is given without its decimals', 150000, 'MGA', 1500],
  ])('%s', (_what, amount, currency, expected) => {
    expect(given(amount, currency)).toBe(expected);
    expect(fromStripeAmount(expected, currency.toLowerCase()).toJSON()).toEqual({ amount, currency });
  });

  test.each([
    ['below the minimum', 49, 'USD', { minimum: 50 }],
    ['below the minimum of another currency', 29, 'GBP', { minimum: 30 }],
    ['three decimals that don’t end in 0', 5124, 'KWD', { multiple_of: 10 }],
    ['a fraction of MGA', 150050, 'MGA', { multiple_of: 100 }],
    ['more than eight digits', 100_000_000, 'USD', { maximum: 99_999_999 }],
    ['more than eight digits of ISK as given', 1_000_000, 'ISK', { maximum: 999_999 }],
  ])('refuses %s and names the bound', (_what, amount, currency, details) => {
    expect(() => given(amount, currency)).toThrow(AmountNotAccepted);
    try {
      given(amount, currency);
    } catch (error) {
      expect((error as AmountNotAccepted).details).toMatchObject(details);
    }
  });

  test('whatever is accepted comes back as the same amount, in every currency', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...allCurrencies()),
        fc.integer({ min: 1, max: 2_000_000_000 }),
        (currency, amount) => {
          let stripe: number;
          try {
            stripe = given(amount, currency);
          } catch (error) {
            expect(error).toBeInstanceOf(AmountNotAccepted);
            return;
          }
          expect(Number.isSafeInteger(stripe)).toBe(true);
          expect(fromStripeAmount(stripe, currency.toLowerCase()).amount).toBe(amount);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test('any part of a charge may be given back, however small', () => {
  expect(() => toStripeAmount(Money.of(20, 'USD'))).toThrow(AmountNotAccepted);
  expect(toStripeAmount(Money.of(20, 'USD'), 'refund')).toBe(20);
});
