import type { PaymentView } from '../../../application/booking/booking.views.js';
import type { DisputeView } from '../../../application/payment/dispute.views.js';
import type { Dispute } from '../../../domain/payment/dispute.js';
import { Payment } from '../../../domain/payment/payment.js';
import { paymentFrom, type PaymentRow } from './payment-rows.js';

export function paymentViewFrom(row: PaymentRow): PaymentView {
  const payment = Payment.restore(paymentFrom(row));
  const { operation, refunds, amount, captured, disputes, collection, ...data } = payment.toData();
  return {
    ...data,
    booking: row.booking_id,
    currency: row.currency,
    amount: amount.amount,
    captured: captured.amount,
    refunded: payment.refunded.amount,
    refundable: payment.refundableNow.amount,
    collection: collection && {
      ...collection,
      methodLabel: row.collection_method_label ?? collection.method,
    },
    operation: operation && {
      id: operation.id,
      kind: operation.kind,
      amount: operation.amount.amount,
      inDoubt: operation.inDoubt,
      requestedAt: operation.requestedAt,
    },
    refunds: refunds.map(({ amount, ofOverpaid, isOwedDecided = false, ...refund }) => ({
      ...refund,
      amount: amount.amount,
      ofOverpaid: ofOverpaid?.amount ?? 0,
      isOwedDecided,
    })),
    disputes: disputes.map(disputeViewFrom),
  };
}

function disputeViewFrom(dispute: Dispute): DisputeView {
  const { inquiry = false, underReview = false, evidenceSubmitted = false, movements = [] } = dispute;
  return {
    ...dispute,
    inquiry,
    underReview,
    evidenceSubmitted,
    amount: dispute.amount.amount,
    currency: dispute.amount.currency,
    movements: movements.map(({ amount, fee, feeReturned, ...movement }) => ({
      ...movement,
      currency: amount.currency,
      amount: amount.amount,
      fee: fee?.amount ?? 0,
      feeReturned: feeReturned?.amount ?? 0,
    })),
  };
}
