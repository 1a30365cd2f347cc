import { Decimal, type CsvValue } from '../shared/csv.port.js';
import type { Takings } from './get-takings.query.js';
import { FIGURE_NAMES } from './takings.js';

const COLUMNS = [
  'day',
  'state',
  'method',
  'method_name',
  'currency',
  'count_taken',
  ...FIGURE_NAMES,
  'fees',
  'net',
  'awaited',
  'difference',
  'settled_currency',
  'settled_amount',
  'settled_fees',
  'settled_net',
];

/** The daily lines as records of a CSV file, the first with the names of the columns, the oldest day first. */
export function* takingsRecords({ lines, others, days }: Takings): Iterable<readonly CsvValue[]> {
  const stateOf = new Map(days.map(({ day, state }) => [day, state]));
  yield COLUMNS;
  for (const { day } of [...days].reverse()) {
    for (const line of lines.filter((each) => each.day === day)) {
      const { currency, method, settledElsewhere } = line;
      const money = (amount: number) => Decimal.ofMinorUnits(amount, currency);
      const own = [
        day,
        stateOf.get(day),
        method.code,
        method.label,
        currency,
        line.taken.count,
        ...FIGURE_NAMES.map((figure) => money(line[figure].amount)),
        money(line.fees),
        line.net === undefined ? undefined : money(line.net),
        line.awaited,
        money(line.difference),
      ];
      yield [...own, ...settled(settledElsewhere[0])];
      // Amounts of two currencies are never added up: each has a record of its own, which repeats nothing to add.
      for (const other of settledElsewhere.slice(1))
        yield [day, stateOf.get(day), method.code, method.label, currency, ...blank(), ...settled(other)];
    }
    for (const { standing, currency, amount, fee } of others.filter((each) => each.day === day)) {
      const name =
        standing === 'foreign' ? 'In Stripe, not of a booking' : 'Stripe’s own fees and adjustments';
      yield [
        day,
        stateOf.get(day),
        `stripe:${standing}`,
        name,
        currency,
        ...blank(),
        currency,
        Decimal.ofMinorUnits(amount, currency),
        Decimal.ofMinorUnits(fee, currency),
        Decimal.ofMinorUnits(amount - fee, currency),
      ];
    }
  }
}

function settled(other: { currency: string; amount: number; fee: number } | undefined): CsvValue[] {
  if (!other) return [undefined, undefined, undefined, undefined];
  const { currency, amount, fee } = other;
  return [currency, ...[amount, fee, amount - fee].map((minor) => Decimal.ofMinorUnits(minor, currency))];
}

/** From `count_taken` to `difference`. */
function blank(): undefined[] {
  return Array.from({ length: FIGURE_NAMES.length + 5 }, () => undefined);
}
