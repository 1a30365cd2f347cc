import type { BalanceAge } from '../../../application/balance/balance-ages.js';
import type { Balance } from '../../../application/balance/get-balances.query.js';
import type {
  CustomerBalance,
  CustomerBalancePage,
} from '../../../application/balance/list-customer-balances.query.js';
import type { Format } from '../views/format.js';
import { balanceAgeLabel } from './balance-age-label.js';

/** The older, the worse: named for the styles, said in words beside it. */
const TONES: Readonly<Record<BalanceAge, string>> = {
  not_yet_due: 'due-later',
  days_1_to_7: 'due-week',
  days_8_to_30: 'due-month',
  days_31_to_60: 'due-two-months',
  over_60_days: 'due-long',
};

export interface BalancesAddress {
  readonly currency?: string;
  readonly cursor?: string;
}

export function balancesView(
  { currency, cursor }: BalancesAddress,
  balances: readonly Balance[],
  { rows, nextCursor }: CustomerBalancePage,
  format: Format,
) {
  return {
    currencies: balances.map((balance) => balanceCard(balance, format)),
    nothing: balances.length === 0,
    exportHref: `/exports/new?${new URLSearchParams({ kind: 'balances', ...(currency ? { currency } : {}) }).toString()}`,
    customers: rows.map(customerRow),
    chips:
      balances.length > 1
        ? balances.map((balance) => ({
            label: balance.currency,
            href: balancesHref({ currency: balance.currency }),
            current: balance.currency === currency,
          }))
        : [],
    paging: {
      any: cursor !== undefined || nextCursor !== undefined,
      first: cursor && balancesHref({ currency }),
      next: nextCursor && balancesHref({ currency, cursor: nextCursor }),
    },
  };
}

export function balancesHref({ currency, cursor }: BalancesAddress): string {
  const query = new URLSearchParams();
  if (currency) query.set('currency', currency);
  if (cursor) query.set('cursor', cursor);
  return query.size === 0 ? '/balances' : `/balances?${query.toString()}`;
}

function balanceCard({ currency, outstanding, bookings, ages }: Balance, format: Format) {
  let x = 0;
  const parts = ages.map(({ age, ...owed }) => {
    const share = outstanding === 0 ? 0 : (100 * owed.outstanding) / outstanding;
    const part = {
      ...owed,
      label: balanceAgeLabel(age),
      tone: TONES[age],
      href: `/bookings?${new URLSearchParams({ age, currency, sort: 'starts_at' }).toString()}`,
      x: x.toFixed(2),
      width: share.toFixed(2),
      share: share > 0 && share < 1 ? '< 1%' : `${Math.round(share)}%`,
    };
    x += share;
    return part;
  });
  const said = parts
    .filter((part) => part.bookings > 0)
    .map((part) => `${format.money(part.outstanding, currency)} ${part.label.toLowerCase()}`);
  return {
    currency,
    outstanding,
    bookings,
    href: `/bookings?${new URLSearchParams({ owing: '1', currency, sort: 'starts_at' }).toString()}`,
    parts,
    chart: `Of ${format.money(outstanding, currency)} outstanding: ${said.join(', ')}`,
  };
}

function customerRow(row: CustomerBalance) {
  const { customer, currency } = row;
  return {
    ...row,
    href: `/bookings?${new URLSearchParams({ owing: '1', currency, customer: customer.id }).toString()}`,
  };
}
