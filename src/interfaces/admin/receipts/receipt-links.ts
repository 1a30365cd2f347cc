import type { PaymentView } from '../../../application/booking/booking.views.js';

/** Where the receipt for a payment is, once there is one. */
export function paymentReceipt({ id, state, collection }: PaymentView): string | undefined {
  return state === 'succeeded' && !collection?.reversal ? `/payments/${id}/receipt` : undefined;
}

/** The same for a refund of it. */
export function refundReceipt(
  { collection }: PaymentView,
  { id, status }: PaymentView['refunds'][number],
): string | undefined {
  return status === 'succeeded' && !collection?.reversal ? `/refunds/${id}/receipt` : undefined;
}
