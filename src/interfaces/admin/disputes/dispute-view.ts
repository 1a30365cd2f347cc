import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import type { DisputeView } from '../../../application/payment/dispute.views.js';
import type { Badge } from '../bookings/badges.js';
import { cardName } from '../bookings/card-name.js';
import type { Format } from '../views/format.js';
import { disputeReason } from './dispute-reasons.js';

export interface DisputeContext {
  readonly dashboard: string;
  readonly format: Format;
  readonly now: Date;
}

/** A dispute's deadline in words; `urgent`: less than two days are left, or none. */
export interface Deadline {
  readonly text: string;
  readonly urgent: boolean;
}

const URGENT_MS = 2 * 24 * 60 * 60 * 1000;

/** Every dispute of the booking's payments, the latest first. */
export function disputeViews(booking: BookingView, context: DisputeContext) {
  return booking.payments
    .flatMap((payment) => payment.disputes.map((dispute) => disputeView(dispute, payment, context)))
    .toSorted((a, b) => (b.openedAt?.getTime() ?? 0) - (a.openedAt?.getTime() ?? 0));
}

export function disputeHref(dashboard: string, id: string): string {
  return `${dashboard}/disputes/${id}`;
}

export function deadlineOf(due: Date | undefined, { format, now }: DisputeContext): Deadline | undefined {
  if (!due) return undefined;
  const moment = `${format.dateTime(due)} (${format.zone})`;
  if (due <= now) return { text: `An answer was due ${moment}`, urgent: true };
  return {
    text: `Answer by ${moment}, ${format.relative(due, now)}`,
    urgent: due.getTime() - now.getTime() < URGENT_MS,
  };
}

function disputeView(dispute: DisputeView, payment: PaymentView, context: DisputeContext) {
  const { id, amount, currency, openedAt, evidenceSubmitted, movements } = dispute;
  const waits = dispute.status === 'open' && !dispute.underReview;
  return {
    id,
    amount,
    currency,
    openedAt,
    badge: badgeOf(dispute),
    reason: disputeReason(dispute.reason),
    card: cardName(payment.card),
    deadline: waits ? deadlineOf(dispute.evidenceDueBy, context) : undefined,
    evidenceSubmitted,
    moved: movements.map((movement) => ({
      ...movement,
      withdrawn: movement.direction === 'withdrawn',
      hasFee: movement.fee > 0,
      hasFeeReturned: movement.feeReturned > 0,
    })),
    untouched: movements.length === 0 && dispute.status === 'open',
    inquiry: dispute.inquiry,
    href: disputeHref(context.dashboard, id),
  };
}

function badgeOf({ status, inquiry, underReview }: DisputeView): Badge {
  if (status === 'lost') return { tone: 'bad', icon: 'cross', label: 'Lost' };
  if (status === 'won') return { tone: 'good', icon: 'check', label: inquiry ? 'Inquiry closed' : 'Won' };
  if (underReview) return { tone: 'info', icon: 'clock', label: 'The bank is deciding' };
  return inquiry
    ? { tone: 'warn', icon: 'bang', label: 'The bank asks' }
    : { tone: 'bad', icon: 'bang', label: 'Needs your answer' };
}
