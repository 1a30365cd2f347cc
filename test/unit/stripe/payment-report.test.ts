import type Stripe from 'stripe';
import { toPaymentReport } from '../../../src/infrastructure/stripe/payment-report.js';

describe('refunds in a report', () => {
  it('are those that gave money back, or are about to', () => {
    const refunds = [
      aRefund({ id: 're_paid', status: 'succeeded', balance_transaction: 'txn_1' }),
      aRefund({ id: 're_pending', status: 'pending', balance_transaction: null }),
      aRefund({ id: 're_failed', status: 'failed', balance_transaction: 'txn_2' }),
    ];
    expect(reportedRefunds(refunds)).toEqual(['re_paid', 're_pending', 're_failed']);
  });

  it('are not what was held and never taken', () => {
    const rest = aRefund({ id: 're_rest', status: 'succeeded', balance_transaction: null });
    expect(reportedRefunds([rest])).toEqual([]);
  });
});

function reportedRefunds(refunds: Stripe.Refund[]): string[] {
  const intent = {
    id: 'pi_1',
    status: 'succeeded',
    amount: 13550,
    amount_received: 10000,
    currency: 'usd',
    metadata: {},
    last_payment_error: null,
    latest_charge: { id: 'ch_1', status: 'succeeded', refunds: { data: refunds } },
  };
  return toPaymentReport(intent as unknown as Stripe.PaymentIntent).refunds.map(({ id }) => id);
}

function aRefund(facts: Partial<Stripe.Refund>): Stripe.Refund {
  return { amount: 3550, currency: 'usd', reason: null, created: 1_795_000_000, ...facts } as Stripe.Refund;
}
