import type Stripe from 'stripe';
import { until } from '../support/until.js';
import { idOf, sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

let desk: SandboxUnderTest;
beforeAll(async () => {
  desk = await sandboxUnderTest();
});
afterAll(() => desk.stop());
beforeEach(() => desk.control('POST', 'reset', {}));

type Booked = Record<
  string,
  { charged: number; refunded: number; fees: number; paid_out: number; left: number }
>;
const balance = async () => (await desk.control<{ balance: Booked }>('GET', 'books')).balance;

function take(amount: number, currency = 'usd', card = 'pm_card_visa'): Promise<Stripe.PaymentIntent> {
  return desk.stripe.paymentIntents.create({ amount, currency, payment_method: card, confirm: true });
}

async function payOut(how: object = {}): Promise<Stripe.Payout[]> {
  return (await desk.control<{ data: Stripe.Payout[] }>('POST', 'payouts', how)).data;
}

describe('balance transactions', () => {
  it('tell fee and net of a charge, and what a refund took without giving the fee back', async () => {
    const intent = await take(10_000);
    const refund = await desk.stripe.refunds.create({ payment_intent: intent.id, amount: 4000 });
    const charge = await desk.stripe.charges.retrieve(idOf(intent.latest_charge), {
      expand: ['balance_transaction'],
    });
    expect(charge.balance_transaction).toMatchObject({
      amount: 10_000,
      fee: 320,
      net: 9680,
      type: 'charge',
      reporting_category: 'charge',
      source: charge.id,
      status: 'pending',
      exchange_rate: null,
    });
    const { data } = await desk.stripe.balanceTransactions.list({ expand: ['data.source'] });
    expect(data).toMatchObject([
      { amount: -4000, fee: 0, net: -4000, type: 'refund', status: 'available', source: { id: refund.id } },
      { amount: 10_000, source: { id: charge.id, payment_intent: intent.id } },
    ]);
    const only = await desk.stripe.balanceTransactions.list({ type: 'refund' });
    expect(only.data.map(({ source }) => source)).toEqual([refund.id]);
    expect(await balance()).toMatchObject({
      usd: { charged: 10_000, refunded: 4000, fees: 320, left: 5680 },
    });
  });

  it('of a hold come with its capture, of what was captured', async () => {
    const held = await desk.stripe.paymentIntents.create({
      amount: 9000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      capture_method: 'manual',
      confirm: true,
    });
    expect((await desk.stripe.balanceTransactions.list()).data).toEqual([]);
    await desk.stripe.paymentIntents.capture(held.id, { amount_to_capture: 5000 });
    expect((await desk.stripe.balanceTransactions.list()).data).toMatchObject([{ amount: 5000, fee: 175 }]);
  });

  it('of a dispute are adjustments: what was withdrawn with its fee, and what came back', async () => {
    const intent = await take(10_000);
    const { id } = await desk.control<{ id: string }>('POST', 'disputes', { payment_intent: intent.id });
    await desk.control('POST', `disputes/${id}/close`, { status: 'won' });
    const { data } = await desk.stripe.balanceTransactions.list({ type: 'adjustment' });
    expect(data).toMatchObject([
      { amount: 10_000, fee: 0, reporting_category: 'dispute_reversal', source: id },
      { amount: -10_000, fee: 1500, net: -11_500, reporting_category: 'dispute', source: id },
    ]);
  });

  it('are in the currency of the balance where the account keeps only one, and say the rate', async () => {
    await desk.control('POST', 'settings', { settlement_currency: 'usd' });
    await take(10_000, 'eur');
    const { data } = await desk.stripe.balanceTransactions.list();
    expect(data).toMatchObject([
      { amount: 10_800, currency: 'usd', exchange_rate: 1.08, fee: 343, net: 10_457 },
    ]);
  });
});

describe('payouts', () => {
  it('take all that is in the balance, a payout for each currency, and list what they consist of', async () => {
    await take(10_000);
    await take(3000);
    await take(5000, 'eur');
    const made = await payOut();
    expect(made.map(({ amount, currency }) => [currency, amount]).sort()).toEqual([
      ['eur', 5000 - 175],
      ['usd', 13_000 - 320 - 117],
    ]);
    for (const payout of made) {
      const { data } = await desk.stripe.balanceTransactions.list({ payout: payout.id });
      const own = data.filter(({ source }) => source === payout.id);
      expect(own).toMatchObject([{ type: 'payout', amount: -payout.amount, currency: payout.currency }]);
      expect(data.reduce((sum, { net }) => sum + net, 0)).toBe(0);
      expect(data.every(({ status }) => status === 'available')).toBe(true);
    }
    expect(await payOut()).toEqual([]);
    expect(await balance()).toMatchObject({ usd: { paid_out: 12_563, left: 0 } });
    expect((await desk.stripe.payouts.list({ status: 'paid' })).data).toHaveLength(2);
  });

  it('leave the balance that Stripe tells at nothing', async () => {
    await take(10_000);
    await take(3000, 'usd', 'pm_card_bypassPending');
    const usd = ({ available, pending }: Stripe.Balance) =>
      [available, pending].map((amounts) => amounts.find(({ currency }) => currency === 'usd')?.amount);
    expect(usd(await desk.stripe.balance.retrieve())).toEqual([3000 - 117, 10_000 - 320]);
    await payOut();
    expect(usd(await desk.stripe.balance.retrieve())).toEqual([0, 0]);
  });

  it('leave what isn’t available yet, and a balance that is below nothing', async () => {
    const intent = await take(10_000);
    expect(await payOut({ pending: false })).toEqual([]);
    await desk.stripe.refunds.create({ payment_intent: intent.id });
    expect(await payOut()).toEqual([]);
    expect(await balance()).toMatchObject({ usd: { left: -320 } });
  });

  it('are in transit until they arrive, and can be reconciled then', async () => {
    await take(10_000);
    const [payout] = await payOut({ arrives: 'later' });
    expect(payout).toMatchObject({ status: 'in_transit', reconciliation_status: 'in_progress' });
    const id = payout?.id ?? '';
    await desk.control('POST', `payouts/${id}/arrive`, {});
    expect(await desk.stripe.payouts.retrieve(id)).toMatchObject({
      status: 'paid',
      reconciliation_status: 'completed',
    });
    const types = (await desk.stripe.events.list({ type: 'payout.*' })).data.map(({ type }) => type);
    expect(types.sort()).toEqual([
      'payout.created',
      'payout.paid',
      'payout.reconciliation_completed',
      'payout.updated',
    ]);
  });

  it('are made once by two that ask at once', async () => {
    await take(10_000);
    const made = await Promise.all([payOut(), payOut(), payOut()]);
    expect(made.flat()).toHaveLength(1);
  });

  it('are made by themselves once a day, of what is available', async () => {
    await desk.control('POST', 'settings', { payout_seconds: 1, payout_arrival_seconds: 0 });
    await take(10_000, 'usd', 'pm_card_bypassPending');
    const paid = async () => (await desk.stripe.payouts.list()).data.map(({ status }) => status);
    await until(async () => (await paid()).includes('paid'));
  });

  it('are made by a button of the dashboard, and shown with their transactions', async () => {
    await take(10_000);
    const { dashboardUrl } = desk.sandbox;
    const made = await fetch(`${dashboardUrl}/payouts`, { method: 'POST' });
    const page = await made.text();
    expect(page).toContain('$96.80 USD');
    const [payout] = (await desk.stripe.payouts.list()).data;
    const shown = await (await fetch(`${dashboardUrl}/payouts/${payout?.id ?? ''}`)).text();
    expect(shown).toContain('$100.00 USD');
    expect(shown).toContain('$3.20 USD');
  });
});
