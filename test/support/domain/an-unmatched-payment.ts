import type { PaymentReport } from '../../../src/domain/payment/payment-report.js';
import { UnmatchedPayment } from '../../../src/domain/payment/unmatched-payment.js';
import { NOW } from './causes.js';

/** As found in Stripe for customer-1. */
export function anUnmatchedPayment(
  report: PaymentReport,
  kind: 'charge' | 'hold' = 'charge',
): UnmatchedPayment {
  const about = { id: 'u1', customer: 'customer-1', stripeCustomer: 'cus_1' };
  return UnmatchedPayment.found(about, { kind, report, madeAt: NOW });
}
