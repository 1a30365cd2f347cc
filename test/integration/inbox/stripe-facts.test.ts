import type Stripe from 'stripe';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;
let stripe: Stripe;
beforeAll(async () => {
  // No sweep: what is seen here came by webhooks.
  purser = await startPurser({ PURSER_RECONCILE_SECONDS: '3600', PURSER_STRIPE_TIMEOUT_SECONDS: '60' });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
  stripe = purser.running.stripe;
});
afterAll(() => purser?.stop());
afterEach(async () => {
  await controls.behave();
  await controls.webhooks('normal');
});

async function becomes(id: string, expected: Partial<BookingJson>): Promise<void> {
  let now = (await api.get(`/bookings/${id}`)).body;
  await until(
    async () => {
      now = (await api.get(`/bookings/${id}`)).body;
      return Object.entries(expected).every(([name, value]) => now[name as keyof BookingJson] === value);
    },
    () => `not ${JSON.stringify(expected)}: ${JSON.stringify(now)}`,
  );
}

async function charged(card = 'pm_card_visa'): Promise<{ booking: string; intent: string }> {
  const { id } = await api.register({ payment_method: card });
  const { body } = await api.charge(id, 18550);
  return { booking: id, intent: body.stripe_payment_intent ?? '' };
}

async function held(): Promise<{ booking: string; intent: string }> {
  const { id } = await api.register();
  const { body } = await api.hold(id, 18550);
  return { booking: id, intent: body.stripe_payment_intent ?? '' };
}

async function disputeOf(intent: string): Promise<string> {
  const { data } = await stripe.disputes.list({ payment_intent: intent });
  return data[0]?.id ?? '';
}

/** Events that wait, and those that nobody will apply by itself. */
async function waiting(): Promise<{ open: number; parked: number }> {
  const [row] = await purser.running.dataSource.query<{ open: number; parked: number }[]>(
    `SELECT count(*) FILTER (WHERE state IN ('received', 'failed'))::int AS open,
            count(*) FILTER (WHERE state = 'parked')::int AS parked FROM stripe_events`,
  );
  return row ?? { open: -1, parked: -1 };
}

async function nothingWaits(): Promise<void> {
  let now = await waiting();
  await until(
    async () => (now = await waiting()).open === 0,
    () => `still waiting: ${JSON.stringify(now)}`,
  );
  expect(now.parked).toBe(0);
}

describe('while Stripe can’t be asked how payments stand', () => {
  beforeEach(nothingWaits);
  const askNothing = () =>
    controls.misbehave({ operation: 'retrieve_payment_intent', kind: '500_before', times: 100_000 });

  it('its events still bring captures, cancellations and refunds', async () => {
    const [captured, canceled, refunded] = [await held(), await held(), await charged()];
    await nothingWaits();
    await askNothing();
    await stripe.paymentIntents.capture(captured.intent, { amount_to_capture: 10000 });
    await stripe.paymentIntents.cancel(canceled.intent);
    await stripe.refunds.create({ payment_intent: refunded.intent, amount: 2500 });
    await becomes(captured.booking, { captured: 10000, held: 0 });
    await becomes(canceled.booking, { captured: 0, held: 0 });
    await becomes(refunded.booking, { captured: 18550, refunded: 2500 });
  });

  it('its events still bring disputes, won and lost', async () => {
    const [won, lost] = [await charged('pm_card_createDispute'), await charged('pm_card_createDispute')];
    await becomes(won.booking, { disputed: 18550 });
    await becomes(lost.booking, { disputed: 18550 });
    await nothingWaits();
    await askNothing();
    await stripe.disputes.update(await disputeOf(won.intent), {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    await stripe.disputes.close(await disputeOf(lost.intent));
    await becomes(won.booking, { disputed: 0, refunded: 0 });
    await becomes(lost.booking, { disputed: 0, refunded: 18550, waived: 18550 });
  });

  it('for longer than any event is tried, none is parked, and all are applied once it answers', async () => {
    const refunded = await charged();
    await nothingWaits();
    await controls.misbehave({ operation: '*', kind: '500_before', times: 1_000_000 });
    // What a charge says of refunds has to be looked up.
    const { dataSource } = purser.running;
    await dataSource.query(
      `UPDATE stripe_events SET state = 'received', look_up = true, attempts = 8, next_attempt_at = now()
        WHERE payment_intent = $1`,
      [refunded.intent],
    );
    const outages = async () =>
      (
        await dataSource.query<{ outages: number }[]>(
          `SELECT max(outages) AS outages FROM stripe_events WHERE payment_intent = $1`,
          [refunded.intent],
        )
      )[0]?.outages ?? 0;
    await until(async () => (await outages()) >= 1);
    expect((await waiting()).parked).toBe(0);
    await controls.behave();
    await nothingWaits();
  });
});

describe('what Stripe tells', () => {
  it('of a refund before the charge’s own answer came is on the booking, and stays when it comes', async () => {
    const { id } = await api.register();
    await controls.misbehave({ operation: 'create_payment_intent', kind: 'late_answer', delay_ms: 25_000 });
    const answer = api.charge(id, 18550);
    let intent: Stripe.PaymentIntent | undefined;
    await until(async () => {
      const { data } = await stripe.paymentIntents.list({ limit: 20 });
      intent = data.find(({ metadata }) => metadata.purser_booking === id);
      return intent !== undefined;
    });
    await stripe.refunds.create({ payment_intent: intent?.id ?? '', amount: 2500 });
    await becomes(id, { captured: 18550, refunded: 2500, in_flight: 0 });
    await controls.behave();
    expect((await answer).status).toBe(201);
    await nothingWaits();
    await becomes(id, { captured: 18550, refunded: 2500, in_flight: 0 });
  });

  it('four times at once is on the booking once', async () => {
    await controls.webhooks('repeat', { copies: 4 });
    const { booking, intent } = await charged();
    await Promise.all(
      [1000, 2000, 3000].map((amount) => stripe.refunds.create({ payment_intent: intent, amount })),
    );
    await becomes(booking, { captured: 18550, refunded: 6000 });
    await nothingWaits();
    const { payments } = (await api.get(`/bookings/${booking}`)).body;
    expect(payments).toMatchObject([{ captured: 18550, refunded: 6000 }]);
  });

  it('of a refund that fails later gives the money back to the business', async () => {
    await controls.settings({ refund_settle_seconds: 86_400 });
    const { booking, intent } = await charged('pm_card_refundFail');
    const refund = await stripe.refunds.create({ payment_intent: intent, amount: 2500 });
    await becomes(booking, { refunded: 2500, waived: 2500 });
    // What is changed settles by what is set by then.
    await controls.settings({ refund_settle_seconds: 0 });
    await stripe.refunds.update(refund.id, { metadata: { note: 'The card was closed' } });
    await becomes(booking, { refunded: 0, waived: 0 });
  });

  it('of an inquiry moves nothing, open or closed', async () => {
    const { booking, intent } = await charged('pm_card_createDisputeInquiry');
    await nothingWaits();
    await becomes(booking, { captured: 18550, refunded: 0, waived: 0, outstanding: 0 });
    await stripe.disputes.update(await disputeOf(intent), {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    await nothingWaits();
    await becomes(booking, { captured: 18550, refunded: 0, waived: 0, disputed: 0 });
  });

  it('of an authorization that ran out ends the hold', async () => {
    const { booking, intent } = await held();
    await controls.expire(intent);
    await becomes(booking, { held: 0, captured: 0 });
    const { payments } = (await api.get(`/bookings/${booking}`)).body;
    expect(payments).toMatchObject([{ state: 'expired' }]);
  });

  it('of a customer who was deleted there still reaches their booking', async () => {
    const { booking, intent } = await charged();
    const { customer } = await stripe.paymentIntents.retrieve(intent);
    await stripe.customers.del(typeof customer === 'string' ? customer : '');
    await stripe.refunds.create({ payment_intent: intent, amount: 2500 });
    await becomes(booking, { refunded: 2500 });
    await nothingWaits();
  });
});
