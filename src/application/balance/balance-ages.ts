/**
 * How long ago a booking started whose money is still owed, in whole days of the business's calendar: the ages of
 * DESIGN's outstanding balance. `from` and `to` include their ends; a booking that starts today is not yet due.
 */
export const BALANCE_AGES = {
  not_yet_due: { to: 0 },
  days_1_to_7: { from: 1, to: 7 },
  days_8_to_30: { from: 8, to: 30 },
  days_31_to_60: { from: 31, to: 60 },
  over_60_days: { from: 61 },
} as const satisfies Readonly<Record<string, { readonly from?: number; readonly to?: number }>>;

export type BalanceAge = keyof typeof BALANCE_AGES;

export const BALANCE_AGE_NAMES = Object.keys(BALANCE_AGES) as readonly BalanceAge[];

export function daysOf(age: BalanceAge): { readonly from?: number; readonly to?: number } {
  return BALANCE_AGES[age];
}
