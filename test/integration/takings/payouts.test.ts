import type Stripe from 'stripe';
import { GetTakings } from '../../../src/application/takings/get-takings.query.js';
import { GetPayout } from '../../../src/application/takings/list-payouts.query.js';
import { payoutStanding } from '../../../src/application/takings/takings-views.js';
import { GetTakingsHandler } from '../../../src/infrastructure/persistence/takings/get-takings.handler.js';
import { GetPayoutHandler } from '../../../src/infrastructure/persistence/takings/list-payouts.handler.js';
import type { BalanceEntry } from '../../../src/infrastructure/stripe/balance-entry.js';
import { StripeBalanceStore } from '../../../src/infrastructure/takings/stripe-balance-store.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

const DAY = { from: '2026-11-02', to: '2026-11-02' };

let desk: DeskDatabase;
let takings: GetTakingsHandler;
let payouts: GetPayoutHandler;
let store: StripeBalanceStore;

beforeAll(async () => {
  desk = await deskDatabase();
  takings = new GetTakingsHandler(desk.dataSource, { now: () => new Date('2026-12-31T12:00:00Z') });
  payouts = new GetPayoutHandler(desk.dataSource);
  store = new StripeBalanceStore(desk.dataSource);
});
afterAll(() => desk.drop());
beforeEach(async () => {
  for (const table of ['stripe_balance_transactions', 'stripe_payouts', 'stripe_balance_now'])
    await desk.dataSource.query(`DELETE FROM ${table}`);
});

/** Of the account itself, without a payment behind it. */
function entry(id: string, type: string, amount: number, more: Partial<BalanceEntry> = {}): BalanceEntry {
  const at = new Date('2026-11-02T12:00:00Z');
  const common = { currency: 'EUR', takenIn: 'EUR', fee: 0, availableOn: at, created: at };
  return { id, type, category: type, amount, ...common, ...more };
}

async function paidOut(id: string, amount: number, parts: readonly BalanceEntry[], status = 'paid') {
  const payout = {
    currency: 'eur',
    automatic: true,
    reconciliation_status: 'completed',
    failure_message: null,
  };
  const times = { arrival_date: 1_793_836_800, created: 1_793_620_800 };
  await store.putPayouts([{ id, amount, status, ...payout, ...times } as Stripe.Payout]);
  await store.put([...parts, entry(`txn_${id}`, 'payout', -amount, { source: id })], id);
  await store.payoutIsRead(id);
}

const standingOf = async (id: string) => payoutStanding(await payouts.execute(new GetPayout(id)));
const foundOnTheDay = () => takings.execute(new GetTakings(DAY));

describe('a payout', () => {
  it('comes to what it consists of, also after one before it came back', async () => {
    await paidOut('po_1', 9000, [entry('txn_charge', 'charge', 9000, { charge: 'ch_1' })], 'failed');
    expect((await foundOnTheDay()).unpaid).toEqual([]);
    const back = entry('txn_back', 'payout_failure', 9000, { category: 'payout_reversal', source: 'po_1' });
    await store.put([back]);
    expect((await foundOnTheDay()).unpaid).toEqual([{ currency: 'EUR', amount: 9000, unlisted: 0 }]);

    await paidOut('po_2', 9500, [back, entry('txn_more', 'charge', 500, { charge: 'ch_2' })]);
    expect(await standingOf('po_2')).toBe('reconciled');
    expect(await standingOf('po_1')).toBe('failed');
    expect((await foundOnTheDay()).unpaid).toEqual([]);
  });

  it('is less what was paid out by hand in between', async () => {
    const byHand = entry('txn_instant', 'payout', -4000, { source: 'po_instant', fee: 40 });
    await paidOut('po_1', 4960, [entry('txn_charge', 'charge', 9000, { charge: 'ch_1' }), byHand]);
    expect(await standingOf('po_1')).toBe('reconciled');
  });

  it('that differs says so', async () => {
    await paidOut('po_1', 9001, [entry('txn_charge', 'charge', 9000, { charge: 'ch_1' })]);
    expect(await standingOf('po_1')).toBe('differs');
  });
});

describe('what is in Stripe', () => {
  const says = (available: number, pending: number) =>
    store.putBalance({
      available: [{ amount: available, currency: 'eur' }],
      pending: [{ amount: pending, currency: 'eur' }],
    } as Stripe.Balance);

  it('is what Stripe says, also of before its transactions were read, once some looks in a row say the same', async () => {
    await store.put([entry('txn_charge', 'charge', 9000, { charge: 'ch_1' })]);
    await says(9000, 2500);
    expect((await foundOnTheDay()).unpaid).toEqual([{ currency: 'EUR', amount: 9000, unlisted: 0 }]);
    for (let look = 0; look < 4; look += 1) await says(9000, 2500);
    expect((await foundOnTheDay()).unpaid).toEqual([{ currency: 'EUR', amount: 9000, unlisted: 2500 }]);
    // Paid out by hand: nobody knows of which.
    await store.put([entry('txn_by_hand', 'payout', -10_000, { source: 'po_by_hand' })]);
    for (let look = 0; look < 5; look += 1) await says(-500, 2000);
    expect((await foundOnTheDay()).unpaid).toEqual([{ currency: 'EUR', amount: -1000, unlisted: 2500 }]);
  });

  it('is no more than its transactions where money only moved between one request and the next', async () => {
    await store.put([entry('txn_charge', 'charge', 9000, { charge: 'ch_1' })]);
    await says(9000, 100);
    await store.put([entry('txn_late', 'charge', 100, { charge: 'ch_2' })]);
    await says(9000, 150);
    expect((await foundOnTheDay()).unpaid).toEqual([{ currency: 'EUR', amount: 9100, unlisted: 0 }]);
  });
});

/** https://docs.stripe.com/reports/balance-transaction-types */
const TYPES_OF_THE_ACCOUNT =
  'adjustment advance advance_funding anticipation_repayment application_fee application_fee_refund ' +
  'climate_order_purchase climate_order_refund connect_collection_transfer contribution fee_credit_funding ' +
  'inbound_transfer inbound_transfer_reversal issuing_authorization_hold issuing_authorization_release issuing_dispute ' +
  'issuing_dispute_provisional_credit issuing_dispute_provisional_credit_reversal issuing_transaction ' +
  'obligation_outbound obligation_reversal_inbound payment_network_reserve_hold payment_network_reserve_release ' +
  'payment_unreconciled payout_minimum_balance_hold payout_minimum_balance_release reserve_hold reserve_release ' +
  'reserve_transaction reserved_funds stripe_balance_payment_debit stripe_balance_payment_debit_reversal stripe_fee ' +
  'stripe_fx_fee tax_fee tax_fund topup topup_reversal transfer transfer_cancel transfer_failure transfer_refund ' +
  'of_a_kind_that_nobody_knows';

describe('the takings of a day', () => {
  it('show all that moved the balance, whatever Stripe calls it, so that days add up to what was paid out', async () => {
    const entries = TYPES_OF_THE_ACCOUNT.split(' ').map((type, index) =>
      entry(`txn_${index}`, type, index % 3 === 0 ? -100 * index : 10_000 + index),
    );
    const amount = entries.reduce((total, each) => total + each.amount, 0);
    await store.put(entries);
    const { others, unpaid } = await foundOnTheDay();
    expect(others).toMatchObject([{ standing: 'account', currency: 'EUR', amount, count: entries.length }]);
    expect(unpaid).toEqual([{ currency: 'EUR', amount, unlisted: 0 }]);

    await paidOut('po_1', amount, entries);
    expect(await standingOf('po_1')).toBe('reconciled');
    const after = await foundOnTheDay();
    expect(after.others).toMatchObject([{ amount, count: entries.length }]);
    expect(after.unpaid).toEqual([]);
  });
});
