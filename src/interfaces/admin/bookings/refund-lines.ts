import type { PaymentView } from '../../../application/booking/booking.views.js';
import type { RefundReason } from '../../../domain/payment/payment-operation.js';
import { refundReceipt } from '../receipts/receipt-links.js';
import type { Format } from '../views/format.js';
import { REFUND_REASON_LABELS } from './refund-reasons.js';

const STATUS: Readonly<Record<string, string>> = {
  pending: 'on its way',
  failed: 'failed: the money is back with you',
  canceled: 'canceled: the money is back with you',
};

/** What was given back of a payment, each with the choice whether it is still owed. */
export function refundLines(of: PaymentView, format: Format) {
  const { id: payment, refunds, currency, kind } = of;
  return refunds.map((refund) => {
    const { id, amount, status, reason, operation, stillOwed, note, createdAt } = refund;
    const counts = status === 'pending' || status === 'succeeded';
    const words = [
      kind === 'collection' ? 'by hand' : operation === undefined ? 'made in Stripe' : undefined,
      STATUS[status],
      reason === undefined ? undefined : REFUND_REASON_LABELS[reason as RefundReason],
      note,
      counts ? (stillOwed ? 'still owed' : 'no longer owed') : undefined,
    ];
    return {
      id,
      sum: format.money(amount, currency),
      words: words.filter((each) => each !== undefined).join(' · '),
      at: createdAt,
      receiptHref: refundReceipt(of, refund),
      choice: counts ? owedChoice(payment, id, !stillOwed) : undefined,
    };
  });
}

/** One click that says the opposite of what stands. */
export function owedChoice(payment: string, refund: string, stillOwed: boolean) {
  return {
    action: `/payments/${payment}/refunds/${refund}/owed`,
    stillOwed: stillOwed ? 'yes' : 'no',
    label: stillOwed ? 'The customer still owes this' : 'No longer owed',
  };
}
