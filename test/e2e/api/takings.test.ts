import { ApiClient } from '../../support/api-client.js';
import { recordsIn } from '../../support/csv-file.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';
import type { TakingsJson } from '../../../src/interfaces/api/v1/takings/takings.json.js';
import type {
  BalanceTransactionPageJson,
  MovementPageJson,
} from '../../../src/interfaces/api/v1/takings/movement.json.js';
import type { PayoutPageJson } from '../../../src/interfaces/api/v1/takings/payout.json.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;
beforeAll(async () => {
  purser = await startPurser({ PURSER_RECONCILE_SECONDS: '1' });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
});
afterAll(() => purser?.stop());

const get = async <Answer>(path: string) => {
  const { status, body } = await api.get(path);
  expect(status).toBe(200);
  return body as unknown as Answer;
};
const takings = (query = '') => get<TakingsJson>(`/takings${query}`);
const line = async (currency: string, method: string) =>
  (await takings()).totals.find((each) => each.currency === currency && each.method.code === method);
/** What moves the balance is read about a second later. */
const becomes = async (what: (all: TakingsJson) => boolean) => {
  let last: TakingsJson | undefined;
  await until(
    async () => what((last = await takings())),
    () => `not so: ${JSON.stringify(last, null, 1)}`,
  );
};
const moved = (amount: number, count = 1) => ({ amount, count });

describe('takings', () => {
  it('of nothing are nothing', async () => {
    expect(await takings()).toMatchObject({ totals: [], lines: [], others: [], days: [], unpaid: [] });
  });

  it('tell charges, refunds, captures, cash and disputes with Stripe’s fees, and what is behind each figure', async () => {
    const booking = await api.register();
    await api.charge(booking.id, 10_000);
    const charged = await api.get(`/bookings/${booking.id}`);
    const payment = charged.body.payments[0];
    await api.post(
      `/payments/${payment?.id ?? ''}/refunds`,
      { amount: 2500, reason: 'requested_by_customer' },
      { key: 'r1' },
    );
    await api.post(`/bookings/${booking.id}/collections`, { amount: 3000, method: 'cash' }, { key: 'c1' });
    const held = await api.register({ payment_option: 'pre_authorize' });
    await purser.running.stripe.paymentIntents.capture(held.payments[0]?.stripe_payment_intent ?? '', {
      amount_to_capture: 6000,
    });
    const disputed = await api.register({ payment_option: 'charge_now' });
    await controls.openDispute(disputed.payments[0]?.stripe_payment_intent ?? '');

    await becomes((all) => {
      const card = all.totals.find(({ method }) => method.code === 'stripe:card');
      return card?.awaited === 0 && card.disputed.count === 1 && card.taken.count === 3;
    });
    const fees = 320 + 204 + 568 + 1500;
    expect(await line('USD', 'stripe:card')).toMatchObject({
      taken: moved(10_000 + 6000 + 18_550, 3),
      refunded: moved(2500),
      disputed: moved(18_550),
      reversed: moved(0, 0),
      moved: 13_500,
      fees,
      net: 13_500 - fees,
      difference: 0,
      settled_elsewhere: [],
    });
    expect(await line('USD', 'cash')).toMatchObject({
      taken: moved(3000),
      moved: 3000,
      fees: 0,
      net: 3000,
      method: { label: 'Cash', through: 'outside' },
    });
    const { unpaid, days, lines, to } = await takings();
    expect(unpaid).toEqual([{ currency: 'USD', amount: 13_500 - fees, unlisted: 0 }]);
    expect(days).toMatchObject([{ day: to, state: 'running', awaited: 0 }]);
    expect(lines).toHaveLength(2);

    const behind = await get<MovementPageJson>(
      '/takings/movements?currency=USD&method=stripe:card&figure=taken&limit=2',
    );
    const rest = await get<MovementPageJson>(
      `/takings/movements?currency=USD&method=stripe:card&figure=taken&limit=2&cursor=${behind.next_cursor ?? ''}`,
    );
    const facts = [...behind.data, ...rest.data];
    expect(facts.map(({ booking: { id } }) => id).sort()).toEqual([booking.id, held.id, disputed.id].sort());
    expect(facts.reduce((sum, { amount }) => sum + amount, 0)).toBe(34_550);
    expect(facts.every(({ transaction, awaited }) => transaction?.startsWith('txn_') && !awaited)).toBe(true);
  });

  it('are the sandbox’s books to the cent, also as a file', async () => {
    const { balance } = await controls.books();
    const card = await line('USD', 'stripe:card');
    expect(balance.usd).toEqual({
      charged: card?.taken.amount,
      refunded: card?.refunded.amount,
      disputed: card?.disputed.amount,
      fees: card?.fees,
      paid_out: 0,
      left: card?.net,
    });
    const response = await fetch(`${purser.url}/api/v1/takings/daily.csv`, {
      headers: { authorization: `Bearer ${purser.apiToken}` },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/takings-.+\.csv/);
    const records = recordsIn(await response.text());
    const { to } = await takings();
    expect(records).toMatchObject([
      {
        day: to,
        method: 'stripe:card',
        currency: 'USD',
        taken: '345.50',
        refunded: '25.00',
        disputed: '185.50',
        fees: '25.92',
        net: '109.08',
        awaited: '0',
      },
      { day: to, method: 'cash', taken: '30.00', net: '30.00', fees: '0.00' },
    ]);
  });

  it('name what is in Stripe and of no booking', async () => {
    await purser.running.stripe.paymentIntents.create({
      amount: 5000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    await becomes(({ others }) => others.length > 0);
    expect((await takings()).others).toMatchObject([
      { standing: 'foreign', currency: 'USD', amount: 5000, fees: 175, net: 4825, count: 1 },
    ]);
    const { data } = await get<BalanceTransactionPageJson>('/balance-transactions?standing=foreign');
    expect(data).toMatchObject([{ amount: 5000, booking: null, payout: null }]);
  });

  it('go out with payouts that come to the sum of their transactions', async () => {
    const before = (await takings()).unpaid[0]?.amount ?? 0;
    await controls.payOut();
    await until(async () => (await get<PayoutPageJson>('/payouts')).data[0]?.standing === 'reconciled');
    const [payout, ...more] = (await get<PayoutPageJson>('/payouts')).data;
    expect(more).toEqual([]);
    expect(payout).toMatchObject({ amount: before, transactions_net: before, difference: 0, status: 'paid' });
    expect((await takings()).unpaid).toEqual([]);
    const consists = await get<BalanceTransactionPageJson>(
      `/balance-transactions?payout=${payout?.id ?? ''}&limit=200`,
    );
    const parts = consists.data.filter(({ standing }) => standing !== 'payout');
    expect(parts.reduce((sum, { net }) => sum + net, 0)).toBe(payout?.amount);
    expect(parts.filter(({ booking }) => booking !== null)).toHaveLength(5);
    expect(parts).toHaveLength(payout?.transactions ?? 0);
    expect(await get(`/payouts/${payout?.id ?? ''}`)).toEqual(payout);
    expect((await api.get('/payouts/po_none')).body).toMatchObject({ code: 'payout_not_found' });
  });

  it('that Stripe settles in another currency are never added up with it', async () => {
    await controls.settings({ settlement_currency: 'usd' });
    const booking = await api.register({ total: { amount: 10_000, currency: 'EUR' } });
    await api.charge(booking.id, 10_000);
    await becomes(({ totals }) => totals.find(({ currency }) => currency === 'EUR')?.awaited === 0);
    expect(await line('EUR', 'stripe:card')).toMatchObject({
      taken: moved(10_000),
      fees: 0,
      net: null,
      difference: 0,
      settled_elsewhere: [{ currency: 'USD', amount: 10_800, fees: 343, net: 10_457, count: 1 }],
    });
  });

  it('and bookings count the rest of a partly captured hold as nothing given back, also where Stripe lists it', async () => {
    await controls.settings({ releases_as_refunds: 1 });
    const before = await line('USD', 'stripe:card');
    const held = await api.register({ payment_option: 'pre_authorize' });
    const intent = held.payments[0]?.stripe_payment_intent ?? '';
    const { stripe } = purser.running;
    await stripe.paymentIntents.capture(intent, { amount_to_capture: 9275 });
    const booking = async () => (await api.get(`/bookings/${held.id}`)).body;
    await until(async () => (await booking()).captured === 9275);
    await becomes(({ totals }) => {
      const card = totals.find(({ currency, method }) => currency === 'USD' && method.code === 'stripe:card');
      return card?.awaited === 0 && card.taken.amount === (before?.taken.amount ?? 0) + 9275;
    });
    expect(await booking()).toMatchObject({ refunded: 0, waived: 0, outstanding: 9275, overpaid: 0 });
    expect(await line('USD', 'stripe:card')).toMatchObject({ refunded: before?.refunded, difference: 0 });

    // As much is given back now as wasn't captured then.
    await stripe.refunds.create({ payment_intent: intent });
    await until(async () => (await booking()).refunded === 9275);
    await becomes(({ totals }) => totals.every(({ awaited }) => awaited === 0));
    expect(await booking()).toMatchObject({ captured: 9275, refunded: 9275, payment_status: 'refunded' });
    const { count, amount } = before?.refunded ?? moved(0, 0);
    expect(await line('USD', 'stripe:card')).toMatchObject({
      refunded: moved(amount + 9275, count + 1),
      difference: 0,
    });
    await controls.settings({ releases_as_refunds: 0 });
  });

  it('refuse days that are none, the wrong way round, or too many', async () => {
    for (const query of [
      'from=2026-02-30',
      'from=2026-02-02&to=2026-02-01',
      'from=2024-01-01&to=2026-01-01',
    ]) {
      const { status, body } = await api.get(`/takings?${query}`);
      expect([query, status]).toEqual([query, 422]);
      expect(['invalid_period', 'validation_failed']).toContain(body.code);
    }
    expect((await api.get('/takings/movements?cursor=abc')).body).toMatchObject({ code: 'invalid_cursor' });
  });
});
