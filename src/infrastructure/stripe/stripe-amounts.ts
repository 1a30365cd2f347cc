import { AmountNotAccepted } from '../../application/payment/gateway-errors.js';
import { exponentOf, type CurrencyCode } from '../../domain/shared/currency.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { Money } from '../../domain/shared/money.js';

/**
 * Stripe's own rules per currency, where they differ from ISO 4217. https://docs.stripe.com/currencies
 * ISK and UGX have no minor unit but are given with two decimals that must be zero; MGA is given without decimals.
 */
const STRIPE_EXPONENT: Readonly<Record<CurrencyCode, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in ISO minor units. */
const MINIMUM: Readonly<Record<CurrencyCode, number>> = {
  USD: 50, AED: 200, AUD: 50, BGN: 100, BRL: 50, CAD: 50, CHF: 50, CZK: 1500, DKK: 250, EUR: 50, GBP: 30, HKD: 400,
  HUF: 17500, INR: 50, JPY: 50, MXN: 1000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200, SEK: 300, SGD: 50, THB: 1000,
}; // prettier-ignore

/** Digits of the largest amount, as given to Stripe; eight for every other currency. */
const MAXIMUM_DIGITS: Readonly<Record<CurrencyCode, number>> = {
  COP: 10,
  HUF: 10,
  IDR: 12,
  INR: 9,
  JPY: 10,
  LBP: 12,
};

/**
 * Minor units as Stripe counts them. Throws AmountNotAccepted, naming the bound. The minimum is one of charges; any part
 * of a charge may be refunded: https://docs.stripe.com/refunds
 */
export function toStripeAmount(money: Money, of: 'charge' | 'refund' = 'charge'): number {
  const { amount, currency } = money;
  const minimum = of === 'charge' ? (MINIMUM[currency] ?? 1) : 1;
  if (amount < minimum) {
    const bound = Money.of(minimum, currency);
    throw new AmountNotAccepted(
      `Stripe charges at least ${bound.toString()} at a time, not ${money.toString()}.`,
      {
        amount,
        minimum,
        currency,
      },
    );
  }
  if (exponentOf(currency) === 3 && amount % 10 !== 0) {
    throw new AmountNotAccepted(
      `Stripe takes ${currency} amounts that end in 0: ${money.toString()} doesn’t.`,
      {
        amount,
        multiple_of: 10,
        currency,
      },
    );
  }
  const shift = (STRIPE_EXPONENT[currency] ?? exponentOf(currency)) - exponentOf(currency);
  if (shift < 0 && amount % 10 ** -shift !== 0) {
    throw new AmountNotAccepted(`Stripe takes only whole ${currency}: ${money.toString()} isn’t.`, {
      amount,
      multiple_of: 10 ** -shift,
      currency,
    });
  }
  const given = shift < 0 ? amount / 10 ** -shift : amount * 10 ** shift;
  const maximum = 10 ** (MAXIMUM_DIGITS[currency] ?? 8) - 1;
  if (given > maximum) {
    const bound = fromStripeAmount(maximum - (maximum % 10 ** Math.max(0, shift)), currency);
    throw new AmountNotAccepted(
      `Stripe charges at most ${bound.toString()} at a time, not ${money.toString()}.`,
      {
        amount,
        maximum: bound.amount,
        currency,
      },
    );
  }
  return given;
}

/** `currency` as Stripe writes it, in lower case, or as we do. */
export function fromStripeAmount(amount: number, currency: string): Money {
  const code = currency.toUpperCase();
  const shift = (STRIPE_EXPONENT[code] ?? exponentOf(code)) - exponentOf(code);
  const minor = shift < 0 ? amount * 10 ** -shift : amount / 10 ** shift;
  if (!Number.isInteger(minor)) {
    throw new DomainError(
      'invalid',
      'invalid_amount',
      `${amount} isn’t an amount of ${code} as Stripe writes it.`,
    );
  }
  return Money.of(minor, code);
}
