/** What one major unit is worth in US dollars: of some day, and the same for ever. */
const IN_DOLLARS: Readonly<Record<string, number>> = {
  usd: 1,
  eur: 1.08,
  gbp: 1.27,
  chf: 1.13,
  jpy: 0.0066,
  kwd: 3.25,
};
const EXPONENTS: Readonly<Record<string, number>> = { jpy: 0, kwd: 3 };

export interface Settled {
  readonly amount: number;
  readonly currency: string;
  /** What the amount was multiplied with; null where nothing was converted. */
  readonly rate: number | null;
}

/**
 * Money that an account has no balance for is converted: `exchange_rate` is what one unit of the charge's currency gave.
 * https://docs.stripe.com/currencies/conversions, https://docs.stripe.com/api/balance_transactions/object
 */
export function converted(
  { amount, currency }: { readonly amount: number; readonly currency: string },
  into: string,
): Settled {
  const [from, to] = [IN_DOLLARS[currency], IN_DOLLARS[into]];
  if (into === '' || into === currency || from === undefined || to === undefined)
    return { amount, currency, rate: null };
  const rate = Math.round((from / to) * 1e6) / 1e6;
  const shift = 10 ** ((EXPONENTS[into] ?? 2) - (EXPONENTS[currency] ?? 2));
  return { amount: Math.round(amount * rate * shift), currency: into, rate };
}
