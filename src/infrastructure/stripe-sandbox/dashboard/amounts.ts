/** https://docs.stripe.com/currencies#zero-decimal; ISK and UGX are given with two decimals. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** https://docs.stripe.com/currencies#three-decimal */
const THREE_DECIMALS = new Set('BHD JOD KWD OMR TND'.split(' '));

export type TypedAmount = { readonly amount: number } | { readonly problem: string };

/** Digits after the decimal point of an amount as Stripe counts it. */
export function decimalsOf(currency: string): number {
  const code = currency.toUpperCase();
  if (WHOLE.has(code)) return 0;
  return THREE_DECIMALS.has(code) ? 3 : 2;
}

/** "$1,234.50 USD" for 123450 and usd. */
export function formatAmount(amount: number, currency: string): string {
  const code = currency.toUpperCase();
  const decimals = decimalsOf(code);
  const figure = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(decimalString(amount, code));
  // Some currencies have no symbol but their code, which need not be said twice.
  return `${figure.replace(code, '').trim()} ${code}`;
}

/** "1234.50" for 123450 and usd: what a field is prefilled with. */
export function fieldAmount(amount: number, currency: string): string {
  return decimalString(amount, currency);
}

/**
 * What a person typed in major units ("25", "1,234.50", "$25.00 USD"), in the currency's minor units.
 * @param most the largest amount allowed, in minor units
 */
export function parseAmount(typed: string, currency: string, most: number): TypedAmount {
  const code = currency.toUpperCase();
  const decimals = decimalsOf(code);
  const bare = typed.replace(new RegExp(`\\p{Sc}|\\s|${code}`, 'giu'), '');
  if (bare === '') return { problem: 'Enter an amount.' };
  const grouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d*))?$/.exec(grouped) ?? [];
  if (whole === undefined) return { problem: `Enter an amount such as ${decimalString(most, code)}.` };
  if (fraction.length > decimals) {
    const allowed = decimals === 0 ? 'no decimals' : `at most ${decimals} decimals`;
    return { problem: `${code} takes ${allowed}.` };
  }
  const amount = Number(whole + fraction.padEnd(decimals, '0'));
  if (amount === 0) return { problem: 'Enter an amount above zero.' };
  if (amount > most) return { problem: `Enter at most ${formatAmount(most, code)}.` };
  return { amount };
}

function decimalString(amount: number, currency: string): `${number}` {
  const decimals = decimalsOf(currency);
  const digits = String(amount).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return (decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`) as `${number}`;
}
