import type { BatchItemPage } from '../../../application/batch/list-batch-items.query.js';
import type { BatchPage } from '../../../application/batch/list-batches.query.js';
import type {
  BatchItemView,
  BatchRow,
  BatchView,
  ReasonView,
} from '../../../application/batch/batch.views.js';
import { ITEM_OUTCOMES, OPEN_OUTCOMES, type ItemOutcome } from '../../../domain/batch/batch-item.js';
import { BATCH_STATES, isBatchOver, type BatchState } from '../../../domain/batch/batch-states.js';
import { LEFT_OUT_REASONS, type LeftOutReason } from '../../../domain/batch/left-out.js';
import { by } from '../bookings/actor-name.js';
import { listHref } from '../bookings/bookings-view.js';
import { cardName } from '../bookings/card-name.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import type { Format } from '../views/format.js';
import { BATCH_BADGES, OUTCOME_BADGES, reasonSentence, reasonWords, TO_BE_CHARGED } from './batch-words.js';

/** While something of a batch changes by itself its page looks again so often. */
const REFRESH_MS = 1500;

export interface ShownItems {
  readonly outcome?: ItemOutcome;
  readonly reason?: LeftOutReason;
  readonly cursor?: string;
}

export function stateIn(query: FormFields): BatchState | undefined {
  return BATCH_STATES.find((known) => known === textOf(query, 'status'));
}

/** What the address asks for; anything it can't mean is left out. */
export function shownIn(query: FormFields): ShownItems {
  return {
    outcome: ITEM_OUTCOMES.find((known) => known === textOf(query, 'outcome')),
    reason: LEFT_OUT_REASONS.find((known) => known === textOf(query, 'reason')),
    cursor: textOf(query, 'cursor') || undefined,
  };
}

export function listAddress(state: BatchState | undefined, cursor?: string): string {
  return withQuery('/batches', { status: state, cursor });
}

export function batchAddress(id: string, { outcome, reason, cursor }: ShownItems = {}): string {
  return withQuery(`/batches/${id}`, { outcome, reason, cursor });
}

export function batchesView({ rows, nextCursor }: BatchPage, state: BatchState | undefined, cursor?: string) {
  return {
    rows: rows.map((row) => ({
      ...row,
      href: batchAddress(row.id),
      madeBy: row.made.by.name,
      badge: BATCH_BADGES[row.state],
      ended: row.size > 0 && row.started ? chargeableOf(row) - row.open : undefined,
      chargeable: chargeableOf(row),
      isUnderWay: row.state === 'running' || row.state === 'stopping',
    })),
    chips: [undefined, ...BATCH_STATES.filter((each) => each !== 'preparing' && each !== 'stopping')].map(
      (each) => ({
        label: each === undefined ? 'All' : BATCH_BADGES[each].label,
        href: listAddress(each),
        current: each === state,
      }),
    ),
    empty: rows.length === 0 && {
      more: cursor !== undefined,
      label: state && BATCH_BADGES[state].label,
    },
    paging: {
      any: cursor !== undefined || nextCursor !== undefined,
      first: cursor === undefined ? undefined : listAddress(state),
      next: nextCursor && listAddress(state, nextCursor),
    },
    refresh: rows.some((row) => !isBatchOver(row.state) && row.state !== 'review') ? REFRESH_MS : undefined,
  };
}

export function batchView(
  batch: BatchView,
  items: BatchItemPage,
  shown: ShownItems,
  format: Format,
  problem?: string,
) {
  const { state } = batch;
  const isReview = state === 'review';
  const open = batch.outcomes.some(({ outcome }) => outcome !== 'waiting' && OPEN_OUTCOMES.includes(outcome));
  const chargeable = chargeableOf(batch);
  return {
    batch: {
      ...batch,
      href: batchAddress(batch.id),
      badge: BATCH_BADGES[state],
      madeBy: by(batch.made.by),
      startedBy: batch.started && by(batch.started.by),
      stoppedBy: batch.stopped && by(batch.stopped.by),
      allFailed: batch.stopped?.by.kind === 'system',
      chosen: batch.matching && { href: listHref(batch.matching) },
    },
    isPreparing: state === 'preparing',
    isReview,
    isRunning: state === 'running',
    isStopping: state === 'stopping',
    wasStarted: batch.started !== undefined,
    canDiscard: isReview || state === 'preparing',
    chargeable,
    canStart: isReview && chargeable > 0,
    charge: { totals: batch.totals, words: chargeWords(batch, chargeable, format) },
    progress: { ended: chargeable - batch.open, of: chargeable },
    results: resultsOf(batch),
    notCharged: reasonsView(batch, 'not_chargeable'),
    leftOut: reasonsView(batch, 'left_out'),
    chips: chips(batch, shown),
    rows: items.rows.map((item) => itemView(item, isReview)),
    empty: items.rows.length === 0,
    narrowed: shown.outcome !== undefined || shown.reason !== undefined,
    paging: {
      any: shown.cursor !== undefined || items.nextCursor !== undefined,
      first: shown.cursor === undefined ? undefined : batchAddress(batch.id, { ...shown, cursor: undefined }),
      next: items.nextCursor && batchAddress(batch.id, { ...shown, cursor: items.nextCursor }),
    },
    problem,
    refresh: (!isBatchOver(state) && !isReview) || (batch.started && open) ? REFRESH_MS : undefined,
  };
}

function chargeableOf({ totals }: BatchRow): number {
  return totals.reduce((sum, { bookings }) => sum + bookings, 0);
}

/** "Charge 38 bookings: $4,512.00 and €20.00" */
function chargeWords({ totals }: BatchRow, chargeable: number, format: Format): string {
  const amounts = totals.map(({ amount, currency }) => format.money(amount, currency));
  const last = amounts.pop() ?? '';
  const sum = amounts.length > 0 ? `${amounts.join(', ')} and ${last}` : last;
  return `Charge ${format.count(chargeable)} ${chargeable === 1 ? 'booking' : 'bookings'}: ${sum}`;
}

/** What it came to so far: outcomes with how many and how much, in the order in which people ask for them. */
function resultsOf({ outcomes }: BatchView) {
  return SHOWN_RESULTS.flatMap((outcome) => {
    const of = outcomes.filter((each) => each.outcome === outcome);
    const bookings = of.reduce((sum, each) => sum + each.bookings, 0);
    if (bookings === 0) return [];
    const sums = of.map(({ currency, amount, charged }) => ({
      currency,
      amount: outcome === 'charged' ? charged : amount,
    }));
    return [{ badge: OUTCOME_BADGES[outcome], bookings, sums: sums.filter(({ amount }) => amount > 0) }];
  });
}

const SHOWN_RESULTS: readonly ItemOutcome[] = [
  'charged',
  'declined',
  'failed',
  'waits_for_customer',
  'in_doubt',
  'charging',
  'waiting',
  'left_out',
  'stopped',
  'given_up',
];

function reasonsView({ id, reasons }: BatchView, outcome: ReasonView['outcome']) {
  return reasons
    .filter((each) => each.outcome === outcome)
    .map(({ reason, bookings }) => ({
      bookings,
      words: reasonWords(reason, bookings),
      href: batchAddress(id, { outcome, reason }),
    }));
}

function chips(batch: BatchView, shown: ShownItems) {
  const isReview = batch.state === 'review';
  const counted = ITEM_OUTCOMES.map((outcome) => ({
    outcome,
    count: batch.outcomes
      .filter((each) => each.outcome === outcome)
      .reduce((sum, { bookings }) => sum + bookings, 0),
  })).filter(({ outcome, count }) => count > 0 || outcome === shown.outcome);
  return [
    {
      label: 'All',
      count: batch.size,
      href: batchAddress(batch.id),
      current: shown.outcome === undefined && shown.reason === undefined,
    },
    ...counted.map(({ outcome, count }) => ({
      label: badgeOf(outcome, isReview).label,
      count,
      href: batchAddress(batch.id, { outcome }),
      current: outcome === shown.outcome,
    })),
  ];
}

function itemView(item: BatchItemView, isReview: boolean) {
  const { booking, reason, outcome } = item;
  return {
    ...item,
    href: `/bookings/${booking.id}`,
    card: cardName(item.card),
    badge: badgeOf(outcome, isReview),
    why: reason && reasonSentence(reason),
    // What the reason says already in its own words isn't said twice.
    note: reason && SAYS_ALL.has(reason) ? undefined : outcome === 'charged' ? undefined : item.note,
  };
}

/** Reasons to which the refusal’s own words add nothing. */
const SAYS_ALL = new Set<LeftOutReason>(['nothing_owed', 'held', 'under_way', 'no_card', 'card_changed']);

function badgeOf(outcome: ItemOutcome, isReview: boolean) {
  return isReview && outcome === 'waiting' ? TO_BE_CHARGED : OUTCOME_BADGES[outcome];
}

function withQuery(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
