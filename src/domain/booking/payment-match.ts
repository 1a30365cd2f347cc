import { AlreadyLinked } from '../payment/payment-errors.js';
import type { PaymentReport } from '../payment/payment-report.js';
import type { Payment, PaymentData } from '../payment/payment.js';
import { DomainError } from '../shared/domain-error.js';
import { PaymentInOtherCurrency } from './booking-errors.js';
import type { BookingStanding } from './booking-standing.js';

/** What Stripe tells of a payment must be of its PaymentIntent, or be for the same amount. Throws `report_mismatch`. */
export function requireSameMoney(payment: Payment, report: PaymentReport, currency: string): void {
  const isSame = payment.paymentIntent === report.paymentIntent && report.amount.currency === currency;
  if (isSame || report.amount.equals(payment.amount)) return;
  throw new DomainError(
    'conflict',
    'report_mismatch',
    `Stripe’s ${report.paymentIntent} is for ${report.amount.toString()}, the payment it carries the id of for ${payment.amount.toString()}.`,
    { payment: payment.id, payment_intent: report.paymentIntent },
  );
}

/** Whether a payment that was made in Stripe can be this booking's. Throws PaymentInOtherCurrency and AlreadyLinked. */
export function requireLinkable(found: PaymentData, booking: BookingStanding): void {
  const { about, currency, payments } = booking;
  if (found.amount.currency !== currency) {
    throw new PaymentInOtherCurrency(about.reference, currency, found.amount);
  }
  if (payments.some(({ paymentIntent }) => paymentIntent === found.paymentIntent)) {
    throw new AlreadyLinked(about);
  }
}
