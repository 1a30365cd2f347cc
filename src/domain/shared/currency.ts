import { DomainError } from './domain-error.js';

/** An upper-case ISO 4217 code, e.g. `USD`. */
export type CurrencyCode = string;

/** ISO 4217, table A.1 (active codes of countries and unions), by number of minor-unit digits. */
const NO_MINOR_UNIT = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND';
const TWO_DIGITS =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF ' +
  'CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF ' +
  'IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR ' +
  'MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD ' +
  'SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG ' +
  'YER ZAR ZMW ZWG';

const EXPONENTS: ReadonlyMap<CurrencyCode, 0 | 2 | 3> = new Map([
  ...NO_MINOR_UNIT.split(' ').map((code) => [code, 0] as const),
  ...TWO_DIGITS.split(' ').map((code) => [code, 2] as const),
  ...THREE_DIGITS.split(' ').map((code) => [code, 3] as const),
]);

/** Number of digits after the decimal point: 0 (JPY), 2 (USD) or 3 (KWD). Throws `unknown_currency`. */
export function exponentOf(currency: CurrencyCode): 0 | 2 | 3 {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) {
    throw new DomainError(
      'invalid',
      'unknown_currency',
      `“${currency}” is not a currency: use an ISO 4217 code in upper case, such as USD.`,
      { currency },
    );
  }
  return exponent;
}

export function isCurrency(code: string): boolean {
  return EXPONENTS.has(code);
}

export function allCurrencies(): CurrencyCode[] {
  return [...EXPONENTS.keys()].sort();
}
