import type { BookingRow } from '../../../application/booking/booking.views.js';
import type { UnmatchedPaymentView } from '../../../application/payment/unmatched-payment.views.js';
import {
  PAYMENT_STATUS_LABELS,
  paymentStatusOf,
  withBalances,
} from '../../../domain/booking/payment-status.js';
import { Money } from '../../../domain/shared/money.js';
import type { Format } from '../views/format.js';

/** What the booking becomes with this payment, by the domain's own definition. In one currency. */
export function linkOutcome(booking: BookingRow, found: UnmatchedPaymentView, format: Format) {
  const money = (amount: number) => Money.of(amount, booking.currency);
  const held = found.state === 'authorized' ? found.amount : 0;
  const underWay = found.state === 'processing' ? found.amount : 0;
  const after = withBalances({
    total: money(booking.total),
    captured: money(booking.captured + found.captured),
    collected: money(booking.collected),
    refunded: money(booking.refunded + found.refunded),
    waived: money(booking.waived + found.refunded),
    disputed: money(booking.disputed),
    held: money(booking.held + held),
    inFlight: money(booking.inFlight + underWay),
  });
  const status = paymentStatusOf(after);
  const said = ({ amount, currency }: Money) => format.money(amount, currency);
  return {
    verb: status === booking.paymentStatus ? 'stays' : 'becomes',
    label: PAYMENT_STATUS_LABELS[status],
    left: after.outstanding.isZero ? undefined : `${said(after.outstanding)} outstanding`,
    over: after.overpaid.isZero ? undefined : `${said(after.overpaid)} more than owed`,
  };
}
