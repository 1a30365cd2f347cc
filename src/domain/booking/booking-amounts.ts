import type { Payment } from '../payment/payment.js';
import { Money } from '../shared/money.js';
import { withBalances, type BookingAmounts } from './payment-status.js';

/** What was overpaid and isn't on its way back yet by a refund that was asked for. */
export function overpaidLeft({ overpaid }: BookingAmounts, payments: readonly Payment[]): Money {
  return payments.reduce((left, { operation }) => {
    const goingBack = operation?.kind === 'refund' ? operation.ofOverpaid : undefined;
    return goingBack ? left.minusOrZero(goingBack) : left;
  }, overpaid);
}

/** DESIGN, "Amounts of a booking": each is a sum over the payments behind it, or follows from those sums. */
export function amountsOf(total: Money, payments: readonly Payment[]): BookingAmounts {
  const sum = (pick: (payment: Payment) => Money) => Money.sum(payments.map(pick), total.currency);
  const isCollection = (payment: Payment) => payment.kind === 'collection';
  const zero = Money.zero(total.currency);
  return withBalances({
    total,
    captured: sum((payment) => (isCollection(payment) ? zero : payment.captured)),
    collected: sum((payment) => (isCollection(payment) ? payment.captured : zero)),
    refunded: sum((payment) => payment.refunded),
    waived: sum((payment) => payment.waived),
    disputed: sum((payment) => payment.disputed),
    held: sum((payment) => payment.held),
    inFlight: sum((payment) => payment.inFlight),
  });
}
