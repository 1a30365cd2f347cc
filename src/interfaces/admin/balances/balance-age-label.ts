import { daysOf, type BalanceAge } from '../../../application/balance/balance-ages.js';

/** "Not yet due", "1–7 days past start", "Over 60 days past start" */
export function balanceAgeLabel(age: BalanceAge): string {
  const { from, to } = daysOf(age);
  if (from === undefined) return 'Not yet due';
  return to === undefined ? `Over ${from - 1} days past start` : `${from}–${to} days past start`;
}
