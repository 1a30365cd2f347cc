import type { Actor } from '../shared/actor.js';
import type { Payment, PaymentData } from '../payment/payment.js';
import { disputeNews } from './dispute-news.js';
import { of, type BookingHappening } from './booking-events.js';

/**
 * What a change of a payment means in the booking's timeline; never empty for a payment that changed. `takenAt`: when
 * its money was taken, where that was told.
 */
export function newsOf(before: PaymentData, payment: Payment, takenAt?: Date): BookingHappening[] {
  const news = [
    ...stateNews(before, payment, takenAt),
    ...refundNews(before, payment),
    ...disputeNews(before, payment),
  ];
  return news.length > 0 ? news : [detailNews(payment)];
}

/** Stripe may tell the outcome before its answer does; the one who asked is still the one who caused it. */
export function whoAskedFor(payment: PaymentData): Actor | undefined {
  if (payment.operation) return payment.operation.by;
  return payment.state === 'requested' || payment.state === 'in_doubt' ? payment.requestedBy : undefined;
}

function stateNews(before: PaymentData, payment: Payment, takenAt?: Date): BookingHappening[] {
  const after = payment.toData();
  const about = of(payment);
  const taken = { captured: after.captured, ...(takenAt ? { takenAt } : {}), ...about };
  if (before.state === after.state) {
    if (isNewDecline(before, after)) return [{ type: 'checkout_declined', decline: after.decline, ...about }];
    const grew = after.captured.exceeds(before.captured);
    return grew ? [{ type: 'hold_captured', ...taken }] : [];
  }
  switch (after.state) {
    case 'succeeded':
      return [{ type: after.kind === 'hold' ? 'hold_captured' : 'charge_succeeded', ...taken }];
    case 'authorized':
      return [{ type: 'hold_placed', captureBefore: after.captureBefore, ...about }];
    case 'processing':
      return [{ type: 'payment_processing', ...about }];
    case 'requires_action':
      return [{ type: after.checkout ? 'checkout_opened' : 'customer_must_authenticate', ...about }];
    case 'declined':
      return after.decline ? [{ type: 'payment_declined', decline: after.decline, ...about }] : [];
    case 'failed':
      return [{ type: 'payment_failed', note: after.note ?? 'It did not happen.', ...about }];
    case 'canceled':
      return [{ type: 'payment_canceled', ...about }];
    case 'released':
      return [{ type: 'hold_released', ...about }];
    case 'expired':
      return [{ type: 'hold_expired', ...about }];
    case 'requested':
    case 'in_doubt':
      return [];
  }
}

/** On Stripe's page the customer may try another card: the payment goes on waiting. */
function isNewDecline(
  before: PaymentData,
  after: PaymentData,
): after is PaymentData & Required<Pick<PaymentData, 'decline'>> {
  if (!after.checkout || !after.decline || after.state !== 'requires_action') return false;
  return after.charge !== before.charge || before.decline?.code !== after.decline.code;
}

function refundNews(before: PaymentData, payment: Payment): BookingHappening[] {
  const known = new Map(before.refunds.map((refund) => [refund.id, refund.status]));
  return payment.refunds
    .filter((refund) => known.get(refund.id) !== refund.status)
    .map((refund) => ({
      type: 'refund_changed',
      refund: refund.id,
      refunded: refund.amount,
      status: refund.status,
      reason: refund.reason,
      note: refund.note,
      stillOwed: refund.stillOwed,
      ...of(payment),
    }));
}

/** Details became known (the card, Stripe's ids, when a hold ends) without the payment moving. */
function detailNews(payment: Payment): BookingHappening {
  return { type: 'payment_details_learned', ...of(payment) };
}
