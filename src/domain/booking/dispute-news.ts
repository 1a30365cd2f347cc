import type { Dispute } from '../payment/dispute.js';
import type { Payment, PaymentData } from '../payment/payment.js';
import { of, type BookingHappening } from './booking-events.js';

/** What is new about a payment's disputes: how they stand, what was answered, and what Stripe moved for them. */
export function disputeNews(before: PaymentData, payment: Payment): BookingHappening[] {
  const known = new Map(before.disputes.map((dispute) => [dispute.id, dispute]));
  return payment.disputes.flatMap((dispute) => newsOfOne(known.get(dispute.id), dispute, payment));
}

function newsOfOne(before: Dispute | undefined, after: Dispute, payment: Payment): BookingHappening[] {
  const about = { dispute: after.id, disputed: after.amount, ...of(payment) };
  const { status, reason, evidenceDueBy, inquiry = false } = after;
  const news: BookingHappening[] = [];
  if (before?.status !== status || (before.inquiry ?? false) !== inquiry)
    news.push({ type: 'dispute_changed', status, inquiry, reason, evidenceDueBy, ...about });
  if (after.evidenceSubmitted === true && before?.evidenceSubmitted !== true && status === 'open')
    news.push({ type: 'dispute_answered', ...about });
  const known = new Set(before?.movements?.map(({ id }) => id));
  for (const { id, direction, amount, fee, feeReturned } of after.movements ?? []) {
    if (!known.has(id))
      news.push({ type: 'dispute_money_moved', direction, moved: amount, fee, feeReturned, ...about });
  }
  return news;
}
