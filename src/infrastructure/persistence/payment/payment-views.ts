import type { PaymentView } from '../../../application/booking/booking.views.js';
import { Payment } from '../../../domain/payment/payment.js';
import { paymentFrom, type PaymentRow } from './payment-rows.js';

export function paymentViewFrom(row: PaymentRow): PaymentView {
  const payment = Payment.restore(paymentFrom(row));
  const { operation, refunds, amount, captured, disputes: _disputes, collection, ...data } = payment.toData();
  return {
    ...data,
    booking: row.booking_id,
    currency: row.currency,
    amount: amount.amount,
    captured: captured.amount,
    refunded: payment.refunded.amount,
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
    refunds: refunds.map(({ id, amount, status, reason, operation: asked, stillOwed, createdAt }) => ({
      id,
      amount: amount.amount,
      status,
      reason,
      operation: asked,
      stillOwed,
      createdAt,
    })),
  };
}
