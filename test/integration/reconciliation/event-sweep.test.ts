import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;
beforeAll(async () => {
  purser = await startPurser({ PURSER_RECONCILE_SECONDS: '1' });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
});
afterEach(async () => {
  await controls.behave();
  await controls.webhooks('normal');
});
afterAll(() => purser.stop());

describe('the sweep of Stripe’s events', () => {
  it('brings what no webhook brought: captures, cancellations and refunds', async () => {
    const [captured, released, refunded] = await Promise.all([
      api.register({ payment_option: 'pre_authorize' }),
      api.register({ payment_option: 'pre_authorize' }),
      api.register({ payment_option: 'charge_now' }),
    ]);
    await controls.webhooks('drop');
    const { stripe } = purser.running;
    const intentOf = (booking: typeof captured) => booking.payments[0]?.stripe_payment_intent ?? '';
    await stripe.paymentIntents.capture(intentOf(captured), { amount_to_capture: 5000 });
    await stripe.paymentIntents.cancel(intentOf(released));
    await stripe.refunds.create({ payment_intent: intentOf(refunded), amount: 550 });

    await becomes(captured.id, { captured: 5000, held: 0, payment_status: 'partially_charged' });
    await becomes(released.id, { held: 0, payment_status: 'not_charged' });
    await becomes(refunded.id, { refunded: 550, payment_status: 'partially_refunded' });
    await until(async () => (await missed()) > 0);
  });

  it('goes on where it was once Stripe answers again', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await controls.webhooks('drop');
    await controls.misbehave({ operation: 'list_events', kind: '500_before', times: 4 });
    await purser.running.stripe.paymentIntents.capture(booking.payments[0]?.stripe_payment_intent ?? '');
    await becomes(booking.id, { captured: 18_550, payment_status: 'charged_in_full' });
  });

  it('reaches past more events than one page holds', async () => {
    const before = await api.register({ payment_option: 'pre_authorize' });
    await controls.webhooks('drop');
    await purser.running.stripe.paymentIntents.capture(before.payments[0]?.stripe_payment_intent ?? '');
    for (let made = 0; made < 110; made += 1) {
      await purser.running.stripe.customers.create({ email: `passer-by-${made}@example.com` });
    }
    await becomes(before.id, { captured: 18_550 });
  });
});

/** What the sweeps have put down as missed by webhooks. */
async function missed(): Promise<number> {
  const [found] = await purser.running.dataSource.query<{ missed: string | null }[]>(
    'SELECT sum(missed) AS missed FROM event_sweep_findings',
  );
  return Number(found?.missed ?? 0);
}

async function becomes(id: string, expected: object): Promise<void> {
  let body: unknown;
  await until(
    async () => {
      body = (await api.get(`/bookings/${id}`)).body;
      return Object.entries(expected).every(
        ([name, value]) => (body as Record<string, unknown>)[name] === value,
      );
    },
    () => `not as expected: ${JSON.stringify(body)}`,
  );
}
