import type { CalendarDate } from '../../domain/shared/calendar-date.js';
import type { CurrencyCode } from '../../domain/shared/currency.js';

/** What happened to money, by our own facts, and what it does to the takings of its day. */
export const FIGURES = {
  /** Captured by Stripe, or collected. */
  taken: 1,
  /** A collection that was a mistake. */
  reversed: -1,
  refunded: -1,
  /** A refund that failed, or was taken back with its collection. */
  returned: 1,
  /** Withdrawn by a dispute, whoever wins it in the end. */
  disputed: -1,
  /** Given back when a dispute was won. */
  reinstated: 1,
} as const;

export type Figure = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as readonly Figure[];

/** `stripe:card`, `stripe:other`, or the code of a way of collecting. */
export interface TakingsMethod {
  readonly code: string;
  readonly label: string;
  readonly through: 'stripe' | 'outside';
}

export interface Moved {
  /** Minor units. */
  readonly amount: number;
  readonly count: number;
}

/** What Stripe put on a balance of another currency than the customer paid in. */
export interface SettledElsewhere {
  readonly currency: CurrencyCode;
  /** Signed minor units of that currency, before the fee. */
  readonly amount: number;
  readonly fee: number;
  readonly count: number;
}

/** One way of being paid, in one currency; of a day or of a period. */
export interface TakingsLine extends Readonly<Record<Figure, Moved>> {
  readonly currency: CurrencyCode;
  readonly method: TakingsMethod;
  /** What all of the figures come to, before fees. */
  readonly moved: number;
  /** What Stripe charged for it, of the transactions that are known, in this currency. */
  readonly fees: number;
  /** `moved` less `fees`. Not known where Stripe settles in another currency: that is in `settledElsewhere`. */
  readonly net?: number;
  /** How many facts have no transaction of Stripe's yet. */
  readonly awaited: number;
  readonly settledElsewhere: readonly SettledElsewhere[];
  /** How much more Stripe's transactions come to than our facts, once none is awaited. */
  readonly difference: number;
}

export interface DailyLine extends TakingsLine {
  readonly day: CalendarDate;
}

/** What else moved the balance in Stripe: of payments that aren't a booking's, or the account's own, such as fees. */
export interface OtherLine {
  readonly day: CalendarDate;
  readonly standing: 'foreign' | 'account';
  readonly currency: CurrencyCode;
  /** Signed minor units. */
  readonly amount: number;
  readonly fee: number;
  readonly count: number;
}

/**
 * `running`: not over yet. `awaiting`: some of Stripe's transactions of the day aren't known yet. `complete`: every fact
 * has its transaction, and Stripe was read beyond the day's end.
 */
export type DayState = 'running' | 'awaiting' | 'complete';

export interface TakingsDay {
  readonly day: CalendarDate;
  readonly state: DayState;
  readonly awaited: number;
}

/** A sum of one day as it is kept: of our facts by their figure, of Stripe's transactions by what they are of. */
export interface TallyRow {
  readonly day: CalendarDate;
  readonly currency: CurrencyCode;
  /** Of Stripe's transactions: what the customer paid in. */
  readonly takenIn: string;
  readonly method: string;
  readonly figure: string;
  readonly count: number;
  readonly amount: number;
  readonly fee: number;
  readonly awaited: number;
}

const NOTHING: Moved = { amount: 0, count: 0 };

/** The lines of each day, the newest day first. `methodOf` names a method by its code. */
export function dailyLines(
  rows: readonly TallyRow[],
  methodOf: (code: string) => TakingsMethod,
): readonly DailyLine[] {
  const groups = new Map<string, TallyRow[]>();
  for (const row of rows) {
    if (!isFigure(row.figure) && row.figure !== 'booking') continue;
    const key = [row.day, currencyOf(row), row.method].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .map((group) => lineOf(group, methodOf))
    .sort((a, b) => compare(b.day, a.day) || byCurrencyAndMethod(a, b));
}

export function otherLines(rows: readonly TallyRow[]): readonly OtherLine[] {
  return rows
    .flatMap(({ day, figure, currency, amount, fee, count }): OtherLine[] =>
      figure === 'foreign' || figure === 'account'
        ? [{ day, standing: figure, currency, amount, fee, count }]
        : [],
    )
    .sort((a, b) => compare(b.day, a.day) || compare(a.currency, b.currency));
}

/** The same for all of the days: a line for each currency and method, those of one currency together. */
export function overall(lines: readonly TakingsLine[]): readonly TakingsLine[] {
  const groups = new Map<string, TakingsLine[]>();
  for (const line of lines) {
    const key = `${line.currency} ${line.method.code}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map((group) => added(group)).sort(byCurrencyAndMethod);
}

/** Adds up lines of one currency; the method is the first one's. Throws for lines of two currencies, and for none. */
export function added([first, ...others]: readonly TakingsLine[]): TakingsLine {
  if (!first) throw new Error('There is nothing to add up.');
  return others.reduce((sum, line) => {
    if (line.currency !== sum.currency)
      throw new Error(`${line.currency} can’t be added to ${sum.currency}.`);
    const figures = Object.fromEntries(
      FIGURE_NAMES.map((figure) => [figure, plus(sum[figure], line[figure])]),
    ) as Record<Figure, Moved>;
    return {
      ...figures,
      currency: sum.currency,
      method: sum.method,
      moved: sum.moved + line.moved,
      fees: sum.fees + line.fees,
      net: sum.net === undefined || line.net === undefined ? undefined : sum.net + line.net,
      awaited: sum.awaited + line.awaited,
      settledElsewhere: addedElsewhere([...sum.settledElsewhere, ...line.settledElsewhere]),
      difference: sum.difference + line.difference,
    };
  }, first);
}

/**
 * @param today in the business's calendar
 * @param reached the day up to which Stripe's transactions were read, itself not in full
 */
export function takingsDays(
  rows: readonly TallyRow[],
  today: CalendarDate,
  reached: CalendarDate,
): readonly TakingsDay[] {
  const awaited = new Map<CalendarDate, number>();
  for (const row of rows) awaited.set(row.day, (awaited.get(row.day) ?? 0) + row.awaited);
  return [...awaited]
    .sort(([a], [b]) => compare(b, a))
    .map(([day, waiting]) => ({
      day,
      awaited: waiting,
      state: day >= today ? 'running' : waiting > 0 || reached <= day ? 'awaiting' : 'complete',
    }));
}

function lineOf(rows: readonly TallyRow[], methodOf: (code: string) => TakingsMethod): DailyLine {
  const [{ day, method } = { day: '', method: '' }] = rows;
  const currency = rows[0] ? currencyOf(rows[0]) : '';
  const facts = rows.filter(({ figure }) => isFigure(figure));
  const booked = rows.filter(({ figure }) => figure === 'booking');
  const figures = Object.fromEntries(
    FIGURE_NAMES.map((figure) => [
      figure,
      facts.filter((row) => row.figure === figure).reduce<Moved>(plus, NOTHING),
    ]),
  ) as Record<Figure, Moved>;
  const moved = FIGURE_NAMES.reduce((sum, figure) => sum + FIGURES[figure] * figures[figure].amount, 0);
  const here = booked.filter((row) => row.currency === currency);
  const settledElsewhere = addedElsewhere(booked.filter((row) => row.currency !== currency));
  const fees = here.reduce((sum, { fee }) => sum + fee, 0);
  const awaited = facts.reduce((sum, row) => sum + row.awaited, 0);
  const through = methodOf(method).through;
  const comparable = through === 'stripe' && awaited === 0 && settledElsewhere.length === 0;
  return {
    ...figures,
    day,
    currency,
    method: methodOf(method),
    moved,
    fees,
    net: settledElsewhere.length > 0 ? undefined : moved - fees,
    awaited,
    settledElsewhere,
    difference: comparable ? here.reduce((sum, { amount }) => sum + amount, 0) - moved : 0,
  };
}

/** Facts are in the currency that the customer paid in, and Stripe's transactions go with them. */
function currencyOf({ figure, currency, takenIn }: TallyRow): CurrencyCode {
  return figure === 'booking' ? takenIn : currency;
}

function addedElsewhere(rows: readonly SettledElsewhere[]): readonly SettledElsewhere[] {
  const sums = new Map<CurrencyCode, SettledElsewhere>();
  for (const { currency, amount, fee, count } of rows) {
    const sum = sums.get(currency) ?? { currency, amount: 0, fee: 0, count: 0 };
    sums.set(currency, {
      currency,
      amount: sum.amount + amount,
      fee: sum.fee + fee,
      count: sum.count + count,
    });
  }
  return [...sums.values()];
}

function isFigure(name: string): name is Figure {
  return Object.hasOwn(FIGURES, name);
}

function plus(a: Moved, b: Moved): Moved {
  return { amount: a.amount + b.amount, count: a.count + b.count };
}

/** What goes through Stripe first, then by name. */
function byCurrencyAndMethod(a: TakingsLine, b: TakingsLine): number {
  return (
    compare(a.currency, b.currency) ||
    compare(b.method.through, a.method.through) ||
    compare(a.method.label, b.method.label)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
