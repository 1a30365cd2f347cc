import type { BalanceTransactionCriteria } from '../../../application/takings/list-balance-transactions.query.js';
import type { MovementCriteria } from '../../../application/takings/list-takings-movements.query.js';
import type { TakingsPeriod } from '../../../application/takings/takings-period.js';
import type { Format } from '../views/format.js';

export function takingsHref({ from, to }: TakingsPeriod): string {
  return `/takings?${queryOf({ from, to })}`;
}

/** The facts behind a figure. */
export function movementsHref({
  from,
  to,
  currency,
  method,
  figure,
  awaited,
  cursor,
}: MovementCriteria): string {
  const query = { from, to, currency, method, figure, awaited: awaited ? 'true' : undefined, cursor };
  return `/takings/movements?${queryOf(query)}`;
}

/** Stripe's transactions behind it. */
export function transactionsHref(criteria: BalanceTransactionCriteria): string {
  const { from, to, standing, currency, method, takenIn, payout, cursor } = criteria;
  const query = { from, to, standing, currency, method, taken_in: takenIn, payout, cursor };
  return `/takings/transactions?${queryOf(query)}`;
}

/** "−$25.00"; a minus that lines up with digits. */
export function signedMoney(format: Format, amount: number, currency: string): string {
  return `${amount < 0 ? '−' : ''}${format.money(Math.abs(amount), currency)}`;
}

/** "Thu 26 Nov 2026", or "Fri 20 Nov 2026 to Thu 26 Nov 2026". */
export function periodInWords(format: Format, { from, to }: TakingsPeriod): string {
  return from === to ? format.day(from) : `${format.day(from)} to ${format.day(to)}`;
}

function queryOf(parts: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) query.set(name, value);
  return query.toString();
}
