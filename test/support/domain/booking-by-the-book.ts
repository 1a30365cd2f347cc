import type { BookingData } from '../../../src/domain/booking/booking.js';
import type { PaymentStatus } from '../../../src/domain/booking/payment-status.js';

/** The amounts and the status of a booking, worked out a second time, in plain numbers, from the design's words. */
export function byTheBook({ total, payments }: BookingData) {
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  const inStates = (...states: string[]) =>
    sum(payments.filter((each) => states.includes(each.state)).map((each) => each.amount.amount));

  const each = payments.map((payment) => {
    const taken = payment.captured.amount;
    const real = payment.refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled');
    const lost = sum(
      payment.disputes.filter(({ status }) => status === 'lost').map(({ amount }) => amount.amount),
    );
    const givenBack = sum(real.map(({ amount }) => amount.amount));
    const givenBackForGood = sum(
      real
        .filter(({ stillOwed }) => !stillOwed)
        .map(({ amount, ofOverpaid }) => amount.amount - (ofOverpaid?.amount ?? 0)),
    );
    return {
      taken,
      refunded: Math.min(taken, givenBack + lost),
      forGood: Math.min(taken, givenBackForGood + lost),
    };
  });

  const taken = sum(each.map((payment) => payment.taken));
  const refunded = sum(each.map((payment) => payment.refunded));
  // What was given back went, first of all, against what was taken above the total.
  const forGood = sum(each.map((payment) => payment.forGood));
  const aboveTotal = Math.max(0, taken - (refunded - forGood) - total.amount);
  const waived = forGood - Math.min(forGood, aboveTotal);
  const held = inStates('authorized');
  const inFlight = inStates('requested', 'processing', 'in_doubt', 'requires_action');
  const net = taken - refunded;
  const outstanding = Math.max(0, total.amount - waived - net);
  const overpaid = Math.max(0, net - (total.amount - waived));
  const chargeable = Math.max(0, outstanding - held - inFlight);

  const rows: [PaymentStatus, boolean][] = [
    ['partially_refunded', net > 0 && outstanding === 0 && waived > 0],
    ['charged_in_full', net > 0 && outstanding === 0],
    ['partially_charged', net > 0],
    ['authorized', held > 0],
    ['processing', inFlight > 0],
    ['refunded', taken > 0],
    ['not_charged', true],
  ];
  const status = rows.find(([, holds]) => holds)?.[0];
  return { status, amounts: { taken, refunded, waived, held, inFlight, outstanding, overpaid, chargeable } };
}
