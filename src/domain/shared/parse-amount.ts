import { exponentOf, type CurrencyCode } from './currency.js';
import { DomainError } from './domain-error.js';

const DOLLARS =
  'USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD ARS CLP COP CUP DOP MXN UYU CVE TOP NIO';

/** Which currencies a typed symbol can stand for; any other symbol or code before or after the number is refused. */
const SYMBOLS: ReadonlyMap<string, readonly CurrencyCode[]> = new Map([
  ['$', DOLLARS.split(' ')],
  ['US$', ['USD']],
  ['C$', ['CAD', 'NIO']],
  ['CA$', ['CAD']],
  ['A$', ['AUD']],
  ['AU$', ['AUD']],
  ['NZ$', ['NZD']],
  ['HK$', ['HKD']],
  ['S$', ['SGD']],
  ['MX$', ['MXN']],
  ['R$', ['BRL']],
  ['€', ['EUR']],
  ['£', ['GBP', 'EGP', 'FKP', 'GIP', 'LBP', 'SHP', 'SSP', 'SYP']],
  ['¥', ['JPY', 'CNY']],
  ['￥', ['JPY', 'CNY']],
  ['₩', ['KRW', 'KPW']],
  ['₹', ['INR']],
  ['₽', ['RUB']],
  ['₺', ['TRY']],
  ['₫', ['VND']],
  ['₴', ['UAH']],
  ['₪', ['ILS']],
  ['₱', ['PHP']],
  ['฿', ['THB']],
  ['₦', ['NGN']],
  ['KR', ['SEK', 'NOK', 'DKK', 'ISK']],
]);

/**
 * Reads an amount as people type it and returns minor units of `currency`.
 *
 * The last separator is the decimal one when the digits behind it fit the currency; separators before it group by
 * threes. What could be read in two ways that differ in value ("185.505" in USD, "1,234" in KWD) is refused rather
 * than guessed.
 */
export function parseAmount(text: string, currency: CurrencyCode): number {
  const exponent = exponentOf(currency);
  const number = withoutCurrency(text.trim(), currency);
  if (number === '') throw refused(text, currency, 'Enter an amount');
  if (/^[-−(]/.test(number)) throw refused(text, currency, 'The amount can’t be negative');

  const match = /^\d+(?:[.,'’\u00a0\u202f _]\d+)*[.,]?$|^[.,]\d+$/.exec(number);
  if (!match) throw refused(text, currency, 'That isn’t an amount');

  const { whole, fraction } = split(number, exponent, () =>
    refused(text, currency, 'That can be read in two ways'),
  );
  if (whole === undefined) throw refused(text, currency, 'The digits aren’t grouped in threes');
  if (fraction.length > exponent) {
    const digits = exponent === 0 ? 'no decimals' : `at most ${exponent} decimals`;
    throw refused(text, currency, `${currency} has ${digits}`);
  }

  const minor = Number((whole || '0') + fraction.padEnd(exponent, '0'));
  if (!Number.isSafeInteger(minor)) throw refused(text, currency, 'The amount is too large');
  return minor;
}

/** The number in `text`, without a symbol or code of the currency. Throws `invalid_amount` for those of another. */
export function withoutCurrency(text: string, currency: CurrencyCode): string {
  const match = /^([^\d.,()−-]*)(.*?)([^\d.,()]*)$/u.exec(text);
  const [before, number, after] = match ? [match[1] ?? '', match[2] ?? '', match[3] ?? ''] : ['', text, ''];
  for (const mark of [before.trim(), after.trim()]) {
    if (mark === '' || standsFor(mark, currency)) continue;
    const isNone = number.trim() === '';
    throw refused(
      text,
      currency,
      `“${mark}” ${isNone ? 'isn’t an amount' : 'doesn’t fit the amount'}: the currency here is ${currency}`,
    );
  }
  return number.trim();
}

function standsFor(mark: string, currency: CurrencyCode): boolean {
  const symbol = mark.toUpperCase();
  return symbol === currency || (SYMBOLS.get(symbol)?.includes(currency) ?? false);
}

function split(
  number: string,
  exponent: 0 | 2 | 3,
  ambiguous: () => DomainError,
): { whole: string | undefined; fraction: string } {
  const separators = number.replace(/\d/g, '');
  const last = separators.at(-1);
  if (last === undefined) return { whole: number, fraction: '' };

  const at = number.lastIndexOf(last);
  const before = number.slice(0, at);
  const behind = number.slice(at + 1);
  const isPoint = last === '.' || last === ',';
  const repeated = separators.length > 1 && separators.at(-2) === last;
  const alone = separators.length === 1;

  if (!isPoint || repeated) return { whole: ungroup(number), fraction: '' };
  if (alone && behind.length === 3 && before !== '' && before.length <= 3 && !/^0/.test(before)) {
    if (exponent === 0) return { whole: ungroup(number), fraction: '' };
    if (exponent === 2 && last === ',') return { whole: ungroup(number), fraction: '' };
    if (exponent === 2 || last === ',') throw ambiguous();
  }
  if (exponent === 0 && behind.length === 3) return { whole: ungroup(number), fraction: '' };
  return { whole: before === '' ? '' : ungroup(before), fraction: behind };
}

/** Digits without their grouping marks; `undefined` when the groups aren't threes or the marks differ. */
export function ungroup(number: string): string | undefined {
  const marks = new Set(number.replace(/\d/g, ''));
  if (marks.size === 0) return number;
  if (marks.size > 1) return undefined;
  const groups = number.split(/\D/);
  const fits = groups.every((group, index) =>
    index === 0 ? group.length >= 1 && group.length <= 3 : group.length === 3,
  );
  return fits ? groups.join('') : undefined;
}

function refused(text: string, currency: CurrencyCode, why: string): DomainError {
  const example = { 0: '5000', 2: '1234.50', 3: '1234.500' }[exponentOf(currency)];
  return new DomainError('invalid', 'invalid_amount', `${why}. Write it like ${example}.`, {
    given: text,
    currency,
  });
}
