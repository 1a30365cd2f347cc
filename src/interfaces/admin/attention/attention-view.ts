import { v4 as randomUuid } from 'uuid';
import type { BookingRow } from '../../../application/booking/booking.views.js';
import type { AttentionCounts } from '../../../application/attention/count-attention.query.js';
import type {
  UnsettledPaymentPage,
  UnsettledPaymentRow,
} from '../../../application/attention/list-unsettled-payments.query.js';
import type { ParkedEventPage, ParkedEventRow } from '../../../application/inbox/list-parked-events.query.js';
import type { RuleThatPaused } from '../../../application/attention/list-rules-that-paused.query.js';
import type { RuleActionPage } from '../../../application/rule/list-rule-actions.query.js';
import type { DisputesToAnswerPage } from '../../../application/attention/list-disputes-to-answer.query.js';
import type { MailPage } from '../../../application/mail/list-mails.query.js';
import { disputeReason } from '../disputes/dispute-reasons.js';
import { deadlineOf, disputeHref } from '../disputes/dispute-view.js';
import { flagBadges, statusBadge } from '../bookings/badges.js';
import { mailsToLookAt } from '../mails/mails-view.js';
import type { Format } from '../views/format.js';
import { ruleMatters } from './rule-matters.js';

/** What comes here comes by itself. */
const REFRESH_MS = 10_000;
/** Until then it is no wonder that Stripe hasn't said. */
const YOUNG_MS = 10 * 60 * 1000;

export interface AttentionParts {
  readonly unsettled: UnsettledPaymentPage;
  readonly parked: ParkedEventPage;
  readonly disputes: DisputesToAnswerPage;
  readonly leftUndone: RuleActionPage;
  readonly paused: readonly RuleThatPaused[];
  readonly mails: MailPage;
  /** Whether mail can be sent. */
  readonly isMailSetUp: boolean;
  readonly counts: AttentionCounts;
  /** Counted up to 1000. */
  readonly bookings: number;
  /** The newest of them. */
  readonly some: readonly BookingRow[];
  readonly dashboard: string;
  readonly format: Format;
  readonly now: Date;
}

export function attentionView(parts: AttentionParts) {
  const { unsettled, parked, disputes, leftUndone, paused, mails, isMailSetUp, counts } = parts;
  const { bookings, some, dashboard, format, now } = parts;
  const rules = ruleMatters(leftUndone, paused, counts.ofRules);
  return {
    refresh: REFRESH_MS,
    nothing:
      [unsettled.rows, parked.rows, mails.rows, some].every(({ length }) => length === 0) && !rules.any,
    rules,
    some: some.map((row) => ({
      ...row,
      href: `/bookings/${row.id}`,
      badge: statusBadge(row.paymentStatus),
      atStake: atStake(row),
      flagBadges: flagBadges(row, format, now),
    })),
    payments: unsettled.rows.map((row) => paymentView(row, dashboard, now)),
    paymentsNext: unsettled.nextCursor && `/attention?payments=${unsettled.nextCursor}`,
    paymentCount: counts.unsettledPayments,
    disputes: disputes.rows.map((row) => ({
      ...row,
      href: `/bookings/${row.booking.id}`,
      stripeHref: disputeHref(dashboard, row.id),
      why: disputeReason(row.reason),
      deadline: deadlineOf(row.evidenceDueBy, { dashboard, format, now }),
    })),
    disputesNext: disputes.nextCursor && `/attention?disputes=${disputes.nextCursor}`,
    mails: mailsToLookAt(mails, isMailSetUp, randomUuid),
    mailCount: counts.mails,
    events: parked.rows.map((row) => eventView(row, dashboard)),
    eventsNext: parked.nextCursor && `/attention?events=${parked.nextCursor}`,
    eventCount: counts.parkedEvents,
    bookings: { count: bookings, more: bookings >= 1000, href: '/bookings?status=needs_attention' },
    live:
      unsettled.rows.length === 0
        ? undefined
        : `/bookings/changes?of=${[...versions(unsettled.rows)].map(([id, version]) => `${id}.${version}`).join(',')}`,
  };
}

/** What of it waits, minor units; where nothing does, what it costs. */
export function atStake({ disputed, overpaid, inFlight, held, outstanding, total }: BookingRow) {
  const parts = [
    { amount: disputed, words: 'disputed' },
    { amount: inFlight, words: 'under way' },
    { amount: held, words: 'held' },
    { amount: overpaid, words: 'overpaid' },
    { amount: outstanding, words: 'outstanding' },
  ].filter(({ amount }) => amount > 0);
  return parts.length > 0 ? parts : [{ amount: total, words: 'in all' }];
}

function paymentView(row: UnsettledPaymentRow, dashboard: string, now: Date) {
  return {
    ...row,
    href: `/bookings/${row.booking.id}`,
    stripeHref: row.paymentIntent && `${dashboard}/payments/${row.paymentIntent}`,
    checkHref: `/attention/payments/${row.payment}/check`,
    isDue: row.nextTryAt <= now,
    isSoon: row.nextTryAt.getTime() - now.getTime() < 60_000,
    known: row.problem ?? row.note ?? 'Stripe was asked, and no answer has come back.',
    advice: adviceFor(row, now),
  };
}

/** What a person can do about it, beyond waiting. */
function adviceFor({ problem, askedAt, attempts, paymentIntent }: UnsettledPaymentRow, now: Date): string {
  if (problem?.includes('STRIPE_SECRET_KEY'))
    return 'Put a key that Stripe accepts in STRIPE_SECRET_KEY and restart Purser; everything here then settles by itself.';
  const isYoung = now.getTime() - askedAt.getTime() < YOUNG_MS;
  if (isYoung && attempts < 8)
    return 'Nothing to do yet: Purser asks again by itself, and this amount can’t be charged again meanwhile.';
  const look = paymentIntent
    ? 'Open the payment in Stripe and compare it with the booking.'
    : 'Open the customer in Stripe and see whether the payment is there.';
  return `${look} Don’t take the money in another way before it has settled here: Purser goes on asking every few minutes.`;
}

function eventView(row: ParkedEventRow, dashboard: string) {
  return {
    ...row,
    bookingHref: row.booking && `/bookings/${row.booking.id}`,
    stripeHref: row.paymentIntent && `${dashboard}/payments/${row.paymentIntent}`,
    retryHref: `/attention/events/${encodeURIComponent(row.id)}/retry`,
  };
}

function versions(rows: readonly UnsettledPaymentRow[]): Map<string, number> {
  return new Map(rows.map(({ booking }) => [booking.id, booking.version]));
}
