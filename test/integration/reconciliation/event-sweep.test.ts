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

  it('puts down what differed, with amounts, and nothing when nothing was missed', async () => {
    await controls.webhooks('drop');
    const booking = await api.register({ payment_option: 'pre_authorize' });
    const intent = booking.payments[0]?.stripe_payment_intent ?? '';
    await purser.running.stripe.paymentIntents.capture(intent, { amount_to_capture: 7000 });
    const found = () =>
      purser.running.dataSource.query<{ outcome: string; differences: unknown; events: string[] }[]>(
        `SELECT outcome, differences, events FROM reconciliation_findings WHERE payment_intent = $1`,
        [intent],
      );
    await until(async () => (await found())[0]?.outcome === 'healed');
    const [finding, ...more] = await found();
    expect(more).toEqual([]);
    expect(finding?.differences).toEqual([
      { what: 'state', before: 'authorized', after: 'succeeded' },
      { what: 'captured', before: 0, after: 7000 },
      { what: 'held', before: 18_550, after: 0 },
    ]);
    // Which of them a sweep found first depends on when it came; what it healed by was the payment as it stood.
    expect(finding?.events).toContainEqual(expect.stringMatching(/^payment_intent\./));

    // The capture told of itself by several events, of which a later sweep may find some.
    await until(async () => {
      const [rows, finishedAt] = [await runs(), await finished()];
      await until(async () => (await finished()) > finishedAt);
      return (await runs()) === rows;
    });
  });

  it('asks for a deep run of the time that events don’t reach back to', async () => {
    await controls.webhooks('drop');
    const booking = await api.register({ payment_option: 'pre_authorize' });
    const { dataSource, stripe } = purser.running;
    const intent = booking.payments[0]?.stripe_payment_intent ?? '';
    await stripe.paymentIntents.capture(intent);
    // Made, placed and captured 40 days ago, and the desk was off since: Stripe has no event of it any more.
    await dataSource.query(`DELETE FROM stripe_sandbox.events`);
    await dataSource.query(
      `UPDATE stripe_sandbox.objects SET created = created - 40 * 86400,
              data = jsonb_set(data, '{created}', to_jsonb(created - 40 * 86400))
        WHERE id = $1`,
      [intent],
    );
    await dataSource.query(
      `UPDATE event_sweep_cursor SET reached = now() - interval '45 days', next_at = now()`,
    );
    await becomes(booking.id, { captured: 18_550, payment_status: 'charged_in_full' });
    const gap = () =>
      dataSource.query<{ state: string; days: number; by: string }[]>(
        `SELECT state, round(extract(epoch FROM until - since) / 86400)::integer AS days, asked_by ->> 'kind' AS by
           FROM reconciliations WHERE kind = 'deep'`,
      );
    await until(async () => (await gap())[0]?.state === 'done');
    expect(await gap()).toEqual([{ state: 'done', days: 15, by: 'system' }]);
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
    `SELECT sum(missed) AS missed FROM reconciliations WHERE kind = 'events'`,
  );
  return Number(found?.missed ?? 0);
}

async function runs(): Promise<number> {
  const [found] = await purser.running.dataSource.query<{ count: string }[]>(
    'SELECT count(*) FROM reconciliations',
  );
  return Number(found?.count);
}

async function finished(): Promise<Date> {
  const [cursor] = await purser.running.dataSource.query<{ finished_at: Date }[]>(
    'SELECT finished_at FROM event_sweep_cursor',
  );
  return cursor?.finished_at ?? new Date(0);
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
