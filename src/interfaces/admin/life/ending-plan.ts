import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import {
  MoneyUnderWay,
  planEnding,
  type EndingPlan,
  type EndingTerms,
} from '../../../domain/booking/ending.js';
import { Money } from '../../../domain/shared/money.js';

/** What would be done, by the domain's own plan, or what is in the way of it. */
export function planFor(booking: BookingView, terms: EndingTerms): EndingPlan | MoneyUnderWay {
  const money = (amount: number) => Money.of(amount, booking.currency);
  const payments = booking.payments.map((payment) => ({
    ...payment,
    amount: money(payment.amount),
    captured: money(payment.captured),
    refunded: money(payment.refunded),
    disputed: money(disputedOf(payment)),
  }));
  try {
    return planEnding(payments, money(booking.waived), terms);
  } catch (error) {
    if (error instanceof MoneyUnderWay) return error;
    throw error;
  }
}

function disputedOf({ disputes }: PaymentView): number {
  return disputes.filter(({ status }) => status === 'open').reduce((sum, { amount }) => sum + amount, 0);
}
