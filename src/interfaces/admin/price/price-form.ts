import type { BookingView } from '../../../application/booking/booking.views.js';
import { PAYMENT_STATUS_LABELS, paymentStatusOf } from '../../../domain/booking/payment-status.js';
import type { FormProblem } from '../forms/form-errors.js';
import { amountsAfter } from '../payments/status-after.js';
import type { Format } from '../views/format.js';
import { rowsView, totalOf } from './price-rows-view.js';
import type { PriceRow, RowProblems } from './price-rows.js';

export interface PriceFormInput {
  readonly booking: BookingView;
  readonly rows: readonly PriceRow[];
  readonly reason: string;
  /** The row to begin typing in. */
  readonly focus?: number;
  readonly problems?: RowProblems;
  readonly problem?: FormProblem;
}

/** The dialog that changes what a booking costs, and says what follows before it is confirmed. */
export function priceForm(
  { booking, rows, reason, focus, problems = {}, problem }: PriceFormInput,
  format: Format,
) {
  const { currency } = booking;
  const money = (amount: number) => format.money(amount, currency);
  const total = totalOf(rows, currency);
  return {
    booking,
    reason,
    action: `/bookings/${booking.id}/price`,
    back: `/bookings/${booking.id}`,
    subtitle: `${booking.reference} · now ${money(booking.total)}, ${money(booking.outstanding)} outstanding`,
    symbol: format.symbol(currency),
    rows: rowsView(rows, currency, { focus, problems }, format),
    total: typeof total === 'number' ? money(total) : undefined,
    outcome: typeof total === 'number' ? outcome(booking, total, format) : { why: total },
    wrong: Object.keys(problems).length > 0,
    problem,
  };
}

/** What follows from the new total, in sentences, by the domain's own definition. */
function outcome(booking: BookingView, total: number, format: Format) {
  const money = (amount: number) => format.money(amount, booking.currency);
  const after = amountsAfter(booking, { total });
  const [outstanding, overpaid] = [after.outstanding.amount, after.overpaid.amount];
  const difference = total - booking.total;
  const status = paymentStatusOf(after);
  return {
    change:
      difference === 0
        ? 'The total stays as it is.'
        : `${money(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'} than before.`,
    owed:
      overpaid > 0
        ? `${money(overpaid)} more than owed was taken: you can refund it next.`
        : outstanding > 0
          ? `${money(outstanding)} will be outstanding.`
          : 'Nothing will be outstanding.',
    held:
      booking.held > outstanding
        ? `${money(booking.held)} is held on the card, more than will be owed: capture a part of it, or release it.`
        : undefined,
    status: `The booking ${status === booking.paymentStatus ? 'stays' : 'becomes'} ${PAYMENT_STATUS_LABELS[status]}.`,
  };
}
