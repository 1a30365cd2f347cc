import type Stripe from 'stripe';
import { reversalsOf } from '../../../src/infrastructure/stripe/capture-reversals.js';
import { REFUND_METADATA, toPaymentReport } from '../../../src/infrastructure/stripe/payment-report.js';

const HELD = 13_550;

describe('refunds in a report', () => {
  it('are those that gave money back, or are about to', () => {
    const refunds = [
      aRefund({ id: 're_paid', status: 'succeeded', balance_transaction: 'txn_1' }),
      aRefund({ id: 're_pending', status: 'pending', balance_transaction: null }),
      aRefund({ id: 're_failed', status: 'failed', balance_transaction: 'txn_2' }),
    ];
    expect(told(aCharge({ captured: HELD, refunds }))).toEqual(['re_paid', 're_pending', 're_failed']);
  });

  it('are not what was held and never taken', () => {
    const rest = aRefund({ id: 're_rest', balance_transaction: null });
    expect(told(aCharge({ captured: 0, refunds: [rest] }))).toEqual([]);
  });

  it('are not what may be the rest of a hold, until Stripe says what moved the balance', () => {
    const refunds = [
      aRefund({ id: 're_of_the_same_amount', balance_transaction: 'txn_1' }),
      aRefund({ id: 're_less', amount: 100, balance_transaction: 'txn_2' }),
      aRefund({ id: 're_ours', balance_transaction: 'txn_3', metadata: { [REFUND_METADATA]: 'r1' } }),
    ];
    expect(told(aCharge({ captured: 10_000, refunds }))).toEqual(['re_less', 're_ours']);
  });
});

describe('a refund of as much as was held and not captured', () => {
  const back = aRefund({ id: 're_back', balance_transaction: 'txn_back', created: 2 });
  const rest = aRefund({ id: 're_rest', balance_transaction: 'txn_rest', created: 1 });
  const categories: Record<string, string> = { txn_back: 'refund', txn_rest: 'partial_capture_reversal' };
  const asStripeSays = (transaction: string) => Promise.resolve(categories[transaction]);
  const unreadable = () => Promise.resolve(undefined);

  it('gave money back where its transaction is one of a refund', async () => {
    const charge = aCharge({ captured: 10_000, refunds: [back] });
    expect(told(charge, await reversalsOf(charge, asStripeSays))).toEqual(['re_back']);
  });

  it('gave nothing back where its transaction only takes the rest of the hold off again', async () => {
    const charge = aCharge({ captured: 10_000, refunds: [back, rest] });
    expect(told(charge, await reversalsOf(charge, asStripeSays))).toEqual(['re_back']);
  });

  it('is one of the rest if more would have been given back than was taken, whoever may not read the balance', async () => {
    const charge = aCharge({
      captured: 5000,
      refunds: [back, rest].map((each) => ({ ...each, amount: 8550 })),
    });
    expect(told(charge, await reversalsOf(charge, unreadable))).toEqual(['re_back']);
  });

  it('counts for a key that may not read the balance, while so much was taken', async () => {
    const charge = aCharge({ captured: 10_000, refunds: [back] });
    expect(told(charge, await reversalsOf(charge, unreadable))).toEqual(['re_back']);
  });

  it('is nothing to ask about on a charge that was captured in full', async () => {
    const asked: string[] = [];
    const charge = aCharge({ captured: HELD, refunds: [back] });
    await reversalsOf(charge, (transaction) => {
      asked.push(transaction);
      return Promise.resolve('refund');
    });
    expect(asked).toEqual([]);
  });
});

function told(charge: Stripe.Charge, reversals?: ReadonlySet<string>): string[] {
  const intent = {
    id: 'pi_1',
    status: 'succeeded',
    amount: charge.amount,
    amount_received: charge.amount_captured,
    currency: 'usd',
    metadata: {},
    last_payment_error: null,
    latest_charge: charge,
  };
  return toPaymentReport(intent as unknown as Stripe.PaymentIntent, [], reversals).refunds.map(
    ({ id }) => id,
  );
}

function aCharge({ captured, refunds }: { captured: number; refunds: Stripe.Refund[] }): Stripe.Charge {
  return {
    id: 'ch_1',
    status: 'succeeded',
    amount: HELD,
    amount_captured: captured,
    captured: captured > 0,
    refunds: { data: refunds },
  } as unknown as Stripe.Charge;
}

function aRefund(facts: Partial<Stripe.Refund>): Stripe.Refund {
  const common = { amount: 3550, currency: 'usd', reason: null, status: 'succeeded', created: 1_795_000_000 };
  return { ...common, ...facts } as Stripe.Refund;
}
