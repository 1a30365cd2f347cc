import { invalidRequest } from '../http/stripe-api-error.js';

/** https://docs.stripe.com/currencies#zero-decimal */
const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
/** https://docs.stripe.com/currencies#three-decimal: the last digit must be 0. */
const THREE_DECIMAL = 'bhd jod kwd omr tnd'.split(' ');
/** https://docs.stripe.com/currencies#special-cases: written with two decimals that must be 0. */
const WHOLE_ONLY = ['isk', 'ugx', 'huf', 'twd'];
/** HUF and TWD are whole for payouts only. */
const CHARGED_WHOLE = WHOLE_ONLY.slice(0, 2);
const OTHERS =
  'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx usd uyu uzs wst yer zar zmw'.split(
    ' ',
  );
const KNOWN = new Set([...ZERO_DECIMAL, ...THREE_DECIMAL, ...OTHERS]);

/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MINIMUM: Readonly<Record<string, number>> = {
  usd: 50, aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30, hkd: 400,
  huf: 17500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200, sek: 300, sgd: 50, thb: 1000,
}; // prettier-ignore
const MAXIMUM_DIGITS: Readonly<Record<string, number>> = {
  cop: 10,
  huf: 10,
  idr: 12,
  inr: 9,
  jpy: 10,
  lbp: 12,
};

/** As Stripe writes currencies: in lower case. Throws for one it doesn't know. */
export function requireCurrency(given: string): string {
  const currency = given.toLowerCase();
  if (!KNOWN.has(currency)) {
    throw invalidRequest(
      `Invalid currency: ${given}. Stripe currently supports these currencies: ${[...KNOWN].sort().join(', ')}`,
      { param: 'currency' },
    );
  }
  return currency;
}

export function requireChargeable(amount: number, currency: string, param = 'amount'): void {
  const minimum = MINIMUM[currency] ?? 1;
  if (amount < minimum) {
    throw invalidRequest(`Amount must be at least ${formatAmount(minimum, currency)}`, {
      code: 'amount_too_small',
      param,
    });
  }
  const maximum = 10 ** (MAXIMUM_DIGITS[currency] ?? 8) - 1;
  if (amount > maximum) {
    throw invalidRequest(`Amount must be no more than ${formatAmount(maximum, currency)}`, {
      code: 'amount_too_large',
      param,
    });
  }
  requireWhole(amount, currency, param);
}

export function requireWhole(amount: number, currency: string, param = 'amount'): void {
  const step = THREE_DECIMAL.includes(currency) ? 10 : CHARGED_WHOLE.includes(currency) ? 100 : 1;
  if (amount % step === 0) return;
  throw invalidRequest(
    `Invalid amount for ${currency}: amounts in this currency must be evenly divisible by ${step}.`,
    { code: 'parameter_invalid_integer', param },
  );
}

export function formatAmount(amount: number, currency: string): string {
  const digits = ZERO_DECIMAL.includes(currency) ? 0 : THREE_DECIMAL.includes(currency) ? 3 : 2;
  const sign = { usd: '$', eur: '€', gbp: '£', jpy: '¥' }[currency] ?? '';
  return `${sign}${(amount / 10 ** digits).toFixed(digits)}${sign ? '' : ` ${currency.toUpperCase()}`}`;
}
