import type Stripe from 'stripe';
import { toBalanceEntry } from '../../../src/infrastructure/stripe/balance-entry.js';

describe('the fact that a balance transaction is of', () => {
  it.each([
    ['charge', 'charge', aCharge(), 'pi_1'],
    ['payment', 'charge', aCharge(), 'pi_1'],
    ['refund', 'refund', aRefund(), 're_1'],
    ['payment_refund', 'refund', aRefund(), 're_1'],
    ['refund_failure', 'refund_failure', aRefund(), 're_1:returned'],
    ['adjustment', 'refund_failure', aRefund(), 're_1:returned'],
    ['adjustment', 'dispute', aDispute(), 'txn_1'],
    ['adjustment', 'dispute_reversal', aDispute(), 'txn_1'],
    ['refund', 'partial_capture_reversal', aRefund(), undefined],
    ['adjustment', 'other_adjustment', null, undefined],
    ['stripe_fee', 'fee', null, undefined],
    ['something_new', 'something_new', null, undefined],
  ])('of type %s in category %s is the right one', (type, category, source, fact) => {
    expect(toBalanceEntry(aTransaction({ type, reporting_category: category, source }))?.fact).toBe(fact);
  });
});

describe('an amount', () => {
  it.each([
    ['jpy', -1200, -1200],
    ['kwd', 12_340, 12_340],
    ['isk', 1200, 12],
  ])('in %s of %d is %d in minor units', (currency, amount, minor) => {
    expect(toBalanceEntry(aTransaction({ currency, amount }))?.amount).toBe(minor);
  });
});

function aTransaction(facts: Partial<Record<keyof Stripe.BalanceTransaction, unknown>>) {
  const times = { available_on: 1_795_000_000, created: 1_795_000_000 };
  return {
    id: 'txn_1',
    type: 'charge',
    reporting_category: 'charge',
    currency: 'usd',
    amount: 1000,
    fee: 0,
    exchange_rate: null,
    description: null,
    source: null,
    ...times,
    ...facts,
  } as Stripe.BalanceTransaction;
}

function aCharge() {
  return { object: 'charge', id: 'ch_1', payment_intent: 'pi_1', currency: 'usd' };
}

function aRefund() {
  return { object: 'refund', id: 're_1', charge: 'ch_1', payment_intent: 'pi_1', currency: 'usd' };
}

function aDispute() {
  return { object: 'dispute', id: 'du_1', charge: 'ch_1', payment_intent: 'pi_1', currency: 'usd' };
}
