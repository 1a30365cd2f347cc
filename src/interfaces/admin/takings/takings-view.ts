import type { Takings } from '../../../application/takings/get-takings.query.js';
import { dayBefore, type TakingsPeriod } from '../../../application/takings/takings-period.js';
import type { PayoutView } from '../../../application/takings/takings-views.js';
import {
  added,
  overall,
  type DayState,
  type Figure,
  type OtherLine,
  type TakingsLine,
} from '../../../application/takings/takings.js';
import type { CalendarDate } from '../../../domain/shared/calendar-date.js';
import type { Badge } from '../bookings/badges.js';
import type { Format } from '../views/format.js';
import { payoutRow } from './payout-view.js';
import { movementsHref, periodInWords, signedMoney, takingsHref, transactionsHref } from './takings-links.js';

const DAY_STATES: Readonly<Record<DayState, Badge>> = {
  running: { tone: 'info', icon: 'clock', label: 'still running' },
  awaiting: { tone: 'warn', icon: 'clock', label: 'awaiting Stripe' },
  complete: { tone: 'good', icon: 'check', label: 'complete' },
};

const STANDINGS: Readonly<Record<OtherLine['standing'], string>> = {
  foreign: 'In Stripe, not of a booking',
  account: 'Stripe’s own fees and adjustments',
};

/** What was asked for in the address, as the form shows it again. */
export interface AskedPeriod {
  readonly from: string;
  readonly to: string;
  readonly problem?: { readonly field: 'from' | 'to'; readonly message: string };
}

export function takingsView(
  takings: Takings,
  payouts: readonly PayoutView[],
  asked: AskedPeriod,
  today: CalendarDate,
  format: Format,
) {
  const { lines, others, days, unpaid, reading, ...period } = takings;
  const totals = overall(lines);
  const paymentsIn = (currency: string) =>
    totals.filter((line) => line.currency === currency).reduce((sum, { taken }) => sum + taken.count, 0);
  const currencies = [...new Set(totals.map(({ currency }) => currency))].sort(
    (a, b) => paymentsIn(b) - paymentsIn(a),
  );
  const isOneDay = period.from === period.to;
  return {
    period: periodInWords(format, period),
    form: { ...asked, problems: asked.problem ? { [asked.problem.field]: asked.problem.message } : {} },
    chips: usualPeriods(today).map(({ label, ...days }) => ({
      label,
      href: takingsHref(days),
      current: !asked.problem && days.from === period.from && days.to === period.to,
    })),
    csv: `/takings/daily.csv?${new URLSearchParams({ from: period.from, to: period.to }).toString()}`,
    nothing: lines.length === 0 && others.length === 0,
    state: isOneDay && days[0] ? dayBadge(days[0].state) : undefined,
    currencies: currencies.map((currency) =>
      currencyCard(
        totals.filter((line) => line.currency === currency),
        period,
        format,
      ),
    ),
    others: addedOthers(others).map((other) => ({
      label: STANDINGS[other.standing],
      count: other.count,
      amount: signedMoney(format, other.amount, other.currency),
      fee: signedMoney(format, -other.fee, other.currency),
      net: signedMoney(format, other.amount - other.fee, other.currency),
      href: transactionsHref({ ...period, standing: other.standing, currency: other.currency }),
    })),
    days: isOneDay
      ? []
      : days.map(({ day, state, awaited }) => ({
          day: format.day(day),
          href: takingsHref({ from: day, to: day }),
          badge: dayBadge(state),
          awaited,
          awaitedHref: movementsHref({ from: day, to: day, awaited: true }),
          lines: lines
            .filter((line) => line.day === day)
            .map((line) => lineRow(line, { from: day, to: day }, format)),
        })),
    unpaid: unpaid.map(({ currency, amount, unlisted }) => ({
      amount: signedMoney(format, amount, currency),
      unlisted: unlisted === 0 ? undefined : signedMoney(format, unlisted, currency),
      inAll: signedMoney(format, amount + unlisted, currency),
      href: transactionsHref({ payout: 'none', currency }),
    })),
    payouts: payouts.map((payout) => payoutRow(payout, format)),
    reading: { ...reading, trouble: reading.denied || reading.error !== undefined },
  };
}

function currencyCard(lines: readonly TakingsLine[], period: TakingsPeriod, format: Format) {
  const sum = added(lines);
  const { currency } = sum;
  return {
    currency,
    taken: format.money(sum.taken.amount, currency),
    takenHref: movementsHref({ ...period, currency, figure: 'taken' }),
    count: sum.taken.count,
    lines: lines.map((line) => lineRow(line, period, format)),
    total: lines.length > 1 ? lineRow(sum, period, format, true) : undefined,
    awaited: sum.awaited,
    awaitedHref: movementsHref({ ...period, currency, awaited: true }),
    differences: lines
      .filter(({ difference }) => difference !== 0)
      .map(({ difference, method }) => ({
        method: method.label,
        amount: format.money(Math.abs(difference), currency),
        direction: difference > 0 ? 'more' : 'less',
        href: transactionsHref({ ...period, standing: 'booking', takenIn: currency, method: method.code }),
      })),
    elsewhere: sum.settledElsewhere.map((other) => ({
      currency: other.currency,
      amount: signedMoney(format, other.amount, other.currency),
      fee: signedMoney(format, other.fee, other.currency),
      net: signedMoney(format, other.amount - other.fee, other.currency),
      href: transactionsHref({ ...period, standing: 'booking', currency: other.currency, takenIn: currency }),
    })),
  };
}

function lineRow(line: TakingsLine, period: TakingsPeriod, format: Format, isTotal = false) {
  const { currency } = line;
  const method = isTotal ? undefined : line.method.code;
  const figure = (name: Figure, sign: '' | '−' | '+', what = '') => {
    const { amount, count } = line[name];
    if (count === 0) return [];
    return [
      {
        text: `${sign}${format.money(amount, currency)}`,
        what,
        count,
        href: movementsHref({ ...period, currency, method, figure: name }),
      },
    ];
  };
  const transactions = transactionsHref({
    ...period,
    standing: 'booking',
    currency,
    takenIn: currency,
    method,
  });
  const throughStripe = isTotal || line.method.through === 'stripe';
  return {
    label: isTotal ? `All ${currency}` : line.method.label,
    isTotal,
    taken: [...figure('taken', ''), ...figure('reversed', '−', 'entered by mistake')],
    refunded: [...figure('refunded', '−'), ...figure('returned', '+', 'came back')],
    disputed: [...figure('disputed', '−'), ...figure('reinstated', '+', 'won back')],
    fees: line.fees === 0 ? undefined : signedMoney(format, -line.fees, currency),
    feesHref: transactions,
    net: line.net === undefined ? undefined : signedMoney(format, line.net, currency),
    netHref: throughStripe && !isTotal ? transactions : movementsHref({ ...period, currency, method }),
    elsewhere:
      line.net === undefined ? line.settledElsewhere.map((each) => each.currency).join(', ') : undefined,
    awaited: line.awaited,
    awaitedHref: movementsHref({ ...period, currency, method, awaited: true }),
    difference:
      isTotal || line.difference === 0 ? undefined : format.money(Math.abs(line.difference), currency),
  };
}

function addedOthers(others: readonly OtherLine[]): readonly OtherLine[] {
  const sums = new Map<string, OtherLine>();
  for (const other of others) {
    const key = `${other.currency} ${other.standing}`;
    const sum = sums.get(key);
    sums.set(
      key,
      sum
        ? {
            ...sum,
            amount: sum.amount + other.amount,
            fee: sum.fee + other.fee,
            count: sum.count + other.count,
          }
        : other,
    );
  }
  return [...sums.values()];
}

function dayBadge(state: DayState): Badge {
  return DAY_STATES[state];
}

function usualPeriods(today: CalendarDate): readonly (TakingsPeriod & { readonly label: string })[] {
  const monthStart = `${today.slice(0, 8)}01`;
  const lastMonthEnd = dayBefore(monthStart, 1);
  const yesterday = dayBefore(today, 1);
  return [
    { label: 'Today', from: today, to: today },
    { label: 'Yesterday', from: yesterday, to: yesterday },
    { label: 'Last 7 days', from: dayBefore(today, 6), to: today },
    { label: 'This month', from: monthStart, to: today },
    { label: 'Last month', from: `${lastMonthEnd.slice(0, 8)}01`, to: lastMonthEnd },
  ];
}
