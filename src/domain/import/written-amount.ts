import { exponentOf, type CurrencyCode } from '../shared/currency.js';
import { DomainError } from '../shared/domain-error.js';
import { Money } from '../shared/money.js';
import { ungroup, withoutCurrency } from '../shared/parse-amount.js';

export const DECIMAL_SIGNS = ['point', 'comma'] as const;
/** What stands between whole and fraction in all amounts of a file: `1,234.50` or `1.234,50`. */
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

const SIGNS: Readonly<Record<DecimalSign, string>> = { point: '.', comma: ',' };

/** The amount can be read in two ways, and nobody said which one the file means. */
export class DecimalSignUnknown extends DomainError {
  override readonly name = 'DecimalSignUnknown';
  constructor(text: string) {
    super(
      'invalid',
      'decimal_sign_unknown',
      `“${text}” can be read in two ways: say which decimal sign this file uses.`,
      { given: text },
    );
  }
}

/**
 * Reads an amount in major units, exactly. With a decimal sign only that one counts as it. Without, what can be read in
 * one way is, and what could mean a thousand times as much is asked about. Throws `invalid_amount`, or
 * DecimalSignUnknown.
 */
export function readAmount(text: string, currency: CurrencyCode, sign?: DecimalSign): Money {
  const number = withoutCurrency(text.trim(), currency);
  if (number === '') throw refused('Enter an amount', currency);
  if (/^[-−(]/.test(number)) throw refused('The amount can’t be negative', currency);
  if (!/^\d+(?:[.,'’\u00a0\u202f ]\d+)*$/.test(number)) throw refused('That isn’t an amount', currency);
  return Money.of(minorUnits(number, currency, sign ?? onlySignOf(number)), currency);
}

/** The one sign that can be meant. Throws DecimalSignUnknown when it may be either. */
function onlySignOf(number: string): DecimalSign {
  const points = number.split('.').length - 1;
  const commas = number.split(',').length - 1;
  if (points > 0 && commas > 0) return number.lastIndexOf('.') > number.lastIndexOf(',') ? 'point' : 'comma';
  if (points > 1) return 'comma';
  if (commas > 1) return 'point';
  const alone = /^\d{1,3}[.,]\d{3}$/.test(number) && !number.startsWith('0');
  if (alone) throw new DecimalSignUnknown(number);
  return commas === 1 ? 'comma' : 'point';
}

function minorUnits(number: string, currency: CurrencyCode, sign: DecimalSign): number {
  const exponent = exponentOf(currency);
  const [before = '', fraction = '', ...more] = number.split(SIGNS[sign]);
  const whole = ungroup(before);
  if (whole === undefined || more.length > 0 || /\D/.test(fraction))
    throw refused(`With a decimal ${sign} that isn’t an amount`, currency);
  if (fraction.length > exponent)
    throw refused(`${currency} has ${exponent === 0 ? 'no' : `at most ${exponent}`} decimals`, currency);
  const minor = Number(whole + fraction.padEnd(exponent, '0'));
  if (!Number.isSafeInteger(minor)) throw refused('The amount is too large', currency);
  return minor;
}

function refused(why: string, currency: CurrencyCode): DomainError {
  const example = { 0: '5000', 2: '1234.50', 3: '1234.500' }[exponentOf(currency)];
  return new DomainError('invalid', 'invalid_amount', `${why}. Write it like ${example}.`, { currency });
}
