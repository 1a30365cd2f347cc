import { BALANCE_AGE_NAMES } from '../../../application/balance/balance-ages.js';
import type { BookingRow } from '../../../application/booking/booking.views.js';
import type { BookingTallies, BookingTally } from '../../../application/booking/count-bookings.query.js';
import {
  BOOKING_SORTS,
  DISPUTED,
  HOLD_EXPIRING,
  NEEDS_ATTENTION,
  type BookingCriteria,
  type BookingPage,
  type BookingSort,
} from '../../../application/booking/list-bookings.query.js';
import { BOOKING_LIFE_LABELS, BOOKING_LIVES } from '../../../domain/booking/booking-life.js';
import { PAYMENT_STATUSES, PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
import { validate as isUuid } from 'uuid';
import { isCurrency } from '../../../domain/shared/currency.js';
import { balanceAgeLabel } from '../balances/balance-age-label.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { lifeBadge } from '../life/life-form.js';
import type { Format } from '../views/format.js';
import { flagBadges, statusBadge } from './badges.js';

const PAGE_SIZE = 50;
const STATUSES: readonly NonNullable<BookingCriteria['status']>[] = [
  ...PAYMENT_STATUSES,
  NEEDS_ATTENTION,
  HOLD_EXPIRING,
  DISPUTED,
];
/** What is asked for across all payment statuses. */
const ACROSS = new Set<BookingCriteria['status']>([NEEDS_ATTENTION, HOLD_EXPIRING, DISPUTED]);
const DEFAULT_SORT: BookingSort = '-registered_at';

/** How the two ends of each order are called. */
const PAGING: Readonly<Record<BookingSort, readonly [previous: string, next: string]>> = {
  '-registered_at': ['Newer', 'Older'],
  registered_at: ['Older', 'Newer'],
  '-starts_at': ['Later', 'Earlier'],
  starts_at: ['Earlier', 'Later'],
  '-outstanding': ['More', 'Less'],
  outstanding: ['Less', 'More'],
};

/** What the address asks for; anything it can't mean is left out. */
export function criteriaFrom(query: FormFields): BookingCriteria {
  const status = textOf(query, 'status');
  const sort = textOf(query, 'sort');
  const age = textOf(query, 'age');
  const currency = textOf(query, 'currency');
  const customer = textOf(query, 'customer');
  return {
    status: STATUSES.find((known) => known === status),
    life: BOOKING_LIVES.find((known) => known === textOf(query, 'booking_status')),
    q: textOf(query, 'q').trim().slice(0, 200) || undefined,
    owing: textOf(query, 'owing') === '1' || undefined,
    age: BALANCE_AGE_NAMES.find((known) => known === age),
    currency: isCurrency(currency) ? currency : undefined,
    customer: isUuid(customer) ? customer : undefined,
    sort: BOOKING_SORTS.find((known) => known === sort) ?? DEFAULT_SORT,
    cursor: textOf(query, 'cursor') || undefined,
    limit: PAGE_SIZE,
  };
}

/** The list's own address for these criteria, without what is the default anyway. */
export function listHref({ status, life, q, sort, cursor, ...owed }: BookingCriteria): string {
  const query = new URLSearchParams();
  if (status) query.set('status', status);
  if (life) query.set('booking_status', life);
  if (q) query.set('q', q);
  for (const [name, value] of Object.entries(owedFields(owed))) query.set(name, value);
  if (sort && sort !== DEFAULT_SORT) query.set('sort', sort);
  if (cursor) query.set('cursor', cursor);
  return query.size === 0 ? '/bookings' : `/bookings?${query.toString()}`;
}

/** What else narrows the list, as its address has it: the bookings behind a figure of what is outstanding. */
function owedFields({ owing, age, currency, customer }: BookingCriteria): Record<string, string> {
  return {
    ...(owing && !age ? { owing: '1' } : {}),
    ...(age ? { age } : {}),
    ...(currency ? { currency } : {}),
    ...(customer ? { customer } : {}),
  };
}

export function bookingsView(
  criteria: BookingCriteria,
  { rows, nextCursor, previousCursor }: BookingPage,
  tallies: BookingTallies,
  format: Format,
  now: Date,
) {
  const sort = criteria.sort ?? DEFAULT_SORT;
  const [previous, next] = PAGING[sort];
  const to = (cursor: string | undefined) => cursor && listHref({ ...criteria, cursor });
  return {
    q: criteria.q ?? '',
    exportHref: `/exports/new${listHref({ ...criteria, sort: undefined, cursor: undefined }).slice('/bookings'.length)}`,
    status: criteria.status,
    narrowed: narrowed(criteria, rows),
    chips: chips(criteria, tallies),
    life: criteria.life,
    lives: lives(criteria),
    columns: {
      booking: heading('Booking', 'registered_at', '-registered_at', criteria),
      starts: heading('Starts', 'starts_at', 'starts_at', criteria),
      outstanding: heading('Outstanding', 'outstanding', '-outstanding', criteria),
    },
    sorts: sortChoices(sort),
    rows: rows.map((row) => rowView(row, format, now)),
    sums: sums(rows),
    inAll: inAll(criteria, tallies),
    allShown: previousCursor === undefined && nextCursor === undefined,
    paging: {
      any: previousCursor !== undefined || nextCursor !== undefined,
      previous: { label: previous, href: to(previousCursor) },
      next: { label: next, href: to(nextCursor) },
    },
    empty: rows.length === 0 ? emptyView(criteria, tallies) : undefined,
    live:
      rows.length === 0
        ? undefined
        : `/bookings/changes?of=${rows.map((row) => `${row.id}.${row.version}`).join(',')}`,
  };
}

/** In words what the list is narrowed to, and the way back to all of it. */
function narrowed(criteria: BookingCriteria, rows: readonly BookingRow[]) {
  const fields = Object.entries(owedFields(criteria)).map(([name, value]) => ({ name, value }));
  if (fields.length === 0) return undefined;
  const { owing, age, currency, customer, q, sort } = criteria;
  const words = [
    owing || age ? 'Still owed' : '',
    customer ? `${owing || age ? 'by' : 'Bookings of'} ${rows[0]?.customer.name ?? 'this customer'}` : '',
    currency ? `in ${currency}` : '',
  ].filter((word) => word !== '');
  const label = words.join(' ') + (age ? `: ${balanceAgeLabel(age).toLowerCase()}` : '');
  return { label, fields, all: listHref({ q, sort }) };
}

function rowView(row: BookingRow, format: Format, now: Date) {
  return {
    ...row,
    href: `/bookings/${row.id}`,
    badge: statusBadge(row.paymentStatus),
    flagBadges: flagBadges(row, format, now),
    lifeBadge: row.life === 'scheduled' ? undefined : lifeBadge(row.life),
    taken: row.captured + row.collected,
  };
}

/** What became of the bookings, to narrow the list by. */
function lives(criteria: BookingCriteria) {
  return [undefined, ...BOOKING_LIVES].map((life) => ({
    label: life ? BOOKING_LIFE_LABELS[life] : 'Any status',
    current: criteria.life === life,
    href: listHref({ ...criteria, life, cursor: undefined }),
  }));
}

function chips(
  { status, life, q, sort }: BookingCriteria,
  { tallies, needsAttention, holdExpiring, disputed }: BookingTallies,
) {
  const bookings = (of: readonly BookingTally[]) => of.reduce((sum, each) => sum + each.bookings, 0);
  const chip = (label: string, value: BookingCriteria['status'], count: number, more = false) => ({
    label,
    count,
    more,
    attention: value === NEEDS_ATTENTION && count > 0,
    current: status === value,
    href: listHref({ status: value, life, q, sort }),
  });
  return [
    chip('All', undefined, bookings(tallies)),
    chip('Needs attention', NEEDS_ATTENTION, Math.min(needsAttention, 1000), needsAttention >= 1000),
    ...(holdExpiring > 0 || status === HOLD_EXPIRING
      ? [chip('Hold expires soon', HOLD_EXPIRING, holdExpiring, holdExpiring >= 1000)]
      : []),
    ...(disputed > 0 || status === DISPUTED ? [chip('Disputed', DISPUTED, disputed, disputed >= 1000)] : []),
    ...PAYMENT_STATUSES.map((each) =>
      chip(
        PAYMENT_STATUS_LABELS[each],
        each,
        bookings(tallies.filter((tally) => tally.paymentStatus === each)),
      ),
    ).filter(
      ({ count, current, label }) => count > 0 || current || label !== PAYMENT_STATUS_LABELS.processing,
    ),
  ];
}

function heading(
  label: string,
  by: 'registered_at' | 'starts_at' | 'outstanding',
  first: BookingSort,
  criteria: BookingCriteria,
) {
  const opposite = first.startsWith('-') ? by : (`-${by}` as const);
  const active = criteria.sort === by ? 'ascending' : criteria.sort === `-${by}` ? 'descending' : undefined;
  const sort = criteria.sort === first ? opposite : first;
  return {
    label,
    active,
    ascending: active === 'ascending',
    href: listHref({ ...criteria, sort, cursor: undefined }),
  };
}

/** For narrow screens, where the headings aren't shown. */
function sortChoices(current: BookingSort) {
  const labels: Readonly<Record<BookingSort, string>> = {
    '-registered_at': 'Newest first',
    registered_at: 'Oldest first',
    starts_at: 'Starts soonest',
    '-starts_at': 'Starts latest',
    '-outstanding': 'Most outstanding',
    outstanding: 'Least outstanding',
  };
  return Object.entries(labels).map(([value, label]) => ({ value, label, current: value === current }));
}

/** Of what is shown, by currency. */
function sums(rows: readonly BookingRow[]) {
  const byCurrency = new Map<
    string,
    { currency: string; total: number; taken: number; outstanding: number }
  >();
  for (const row of rows) {
    const sum = byCurrency.get(row.currency) ?? {
      currency: row.currency,
      total: 0,
      taken: 0,
      outstanding: 0,
    };
    sum.total += row.total;
    sum.taken += row.captured + row.collected;
    sum.outstanding += row.outstanding;
    byCurrency.set(row.currency, sum);
  }
  return [...byCurrency.values()];
}

/** Over every booking behind the chip, not only this page; known without counting when nothing is searched for. */
function inAll(criteria: BookingCriteria, { tallies }: BookingTallies) {
  const { status, q } = criteria;
  if (q || criteria.life || Object.keys(owedFields(criteria)).length > 0 || ACROSS.has(status))
    return undefined;
  const of = tallies.filter((tally) => status === undefined || tally.paymentStatus === status);
  const owed = new Map<string, number>();
  for (const { currency, outstanding } of of) owed.set(currency, (owed.get(currency) ?? 0) + outstanding);
  return {
    bookings: of.reduce((sum, each) => sum + each.bookings, 0),
    outstanding: [...owed]
      .filter(([, amount]) => amount > 0)
      .map(([currency, amount]) => ({ currency, amount })),
  };
}

function emptyView(criteria: BookingCriteria, { tallies }: BookingTallies) {
  const none = tallies.every((tally) => tally.bookings === 0);
  const { status, life, q, sort } = criteria;
  const paid =
    status === undefined || status === NEEDS_ATTENTION || status === HOLD_EXPIRING || status === DISPUTED
      ? undefined
      : PAYMENT_STATUS_LABELS[status];
  const labels = [paid, life && BOOKING_LIFE_LABELS[life]].filter((label) => label !== undefined);
  const label = labels.length > 0 ? labels.join(' and ') : undefined;
  return {
    none,
    owed: Object.keys(owedFields(criteria)).length > 0,
    q,
    label,
    attention: status === NEEDS_ATTENTION,
    holds: status === HOLD_EXPIRING,
    disputes: status === DISPUTED,
    everywhere: q && (status ?? life) ? listHref({ q, sort }) : undefined,
    withoutSearch: q ? listHref({ status, life, sort }) : undefined,
  };
}
