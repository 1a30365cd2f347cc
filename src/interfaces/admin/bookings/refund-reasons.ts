import type { RefundReason } from '../../../domain/payment/payment-operation.js';

/** Stripe's own words for why money is given back, as the pages say them. */
export const REFUND_REASON_LABELS: Readonly<Record<RefundReason, string>> = {
  requested_by_customer: 'Requested by the customer',
  duplicate: 'Duplicate',
  fraudulent: 'Fraudulent',
};
