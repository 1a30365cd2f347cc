import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { Reconciliations } from '../../support/reconciliations.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';
import { EventSweep, SweepInterval } from '../../../src/infrastructure/reconciliation/event-sweep.js';
import { MissedEvents } from '../../../src/infrastructure/reconciliation/missed-events.js';
import { ReconciliationRuns } from '../../../src/infrastructure/reconciliation/reconciliation-runs.js';
import { StripeEventStore } from '../../../src/infrastructure/inbox/stripe-event-store.js';
import { Metrics } from '../../../src/infrastructure/observability/metrics.js';
import { StripeLedger } from '../../../src/infrastructure/stripe/stripe-ledger.js';
import { StripePace } from '../../../src/infrastructure/stripe/stripe-pace.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;

// Its own sweep runs once at the start and not again.
beforeAll(async () => {
  purser = await startPurser({ PURSER_RECONCILE_SECONDS: '86400' });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
  await until(async () => (await cursor()).finished_at !== null);
});
afterEach(async () => {
  await controls.behave();
  await controls.webhooks('normal');
});
afterAll(() => purser?.stop());

async function cursor() {
  const [row] = await purser.running.dataSource.query<
    { reached: Date; finished_at: Date | null; error: string | null; stripes: Date }[]
  >('SELECT *, clock_timestamp() AS stripes FROM event_sweep_cursor');
  if (!row) throw new Error('There is no cursor.');
  return row;
}

async function booking(id: string) {
  return (await api.get(`/bookings/${id}`)).body;
}

/** The next whole second: Stripe's periods count in seconds. */
async function nextSecond(): Promise<Date> {
  const second = Math.floor(Date.now() / 1000);
  await until(() => Math.floor(Date.now() / 1000) > second);
  return new Date();
}

describe('a deep run over a time in which nobody listened', () => {
  it('finds a dispute lost that was known as open before', async () => {
    const { id } = await api.register({ payment_method: 'pm_card_createDispute' });
    await api.charge(id, 18_550);
    await until(async () => (await booking(id)).flags.includes('disputed'));
    await controls.webhooks('drop');
    const since = await nextSecond();
    const intent = (await booking(id)).payments[0]?.stripe_payment_intent ?? '';
    const [dispute] = (await purser.running.stripe.disputes.list({ payment_intent: intent })).data;
    await controls.closeDispute(dispute?.id ?? '', 'lost');
    await new Reconciliations(purser).run({ since, until: await nextSecond() });
    expect(await booking(id)).toMatchObject({ refunded: 18_550, flags: [] });
  });

  it('finds a payment paid that was known as declined before', async () => {
    const { id } = await api.register({ payment_method: 'pm_card_chargeCustomerFail' });
    // Stripe can't be told that nobody is to pay it any more.
    await controls.misbehave({ operation: 'cancel', kind: '500_before', times: 1000 });
    await api.charge(id, 18_550);
    const intent = (await booking(id)).payments[0]?.stripe_payment_intent ?? '';
    await controls.webhooks('drop');
    const since = await nextSecond();
    const { stripe } = purser.running;
    const { customer } = await stripe.paymentIntents.retrieve(intent);
    if (typeof customer !== 'string') throw new Error('The payment has no customer.');
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.paymentIntents.confirm(intent, { payment_method: card.id });
    await new Reconciliations(purser).run({ since, until: await nextSecond() });
    expect(await booking(id)).toMatchObject({ captured: 18_550, chargeable: 0 });
    await controls.behave();
  });

  it('finds a payment refunded that no booking had asked for', async () => {
    const { customer } = await api.register();
    const { stripe } = purser.running;
    const paid = await stripe.paymentIntents.create({
      amount: 4000,
      currency: 'usd',
      customer: customer.stripe_customer ?? '',
      payment_method: 'pm_card_visa',
      capture_method: 'manual',
      confirm: true,
      off_session: true,
    });
    const states = async () => {
      const rows = await purser.running.dataSource.query<{ state: string }[]>(
        'SELECT state FROM unmatched_payments WHERE payment_intent = $1',
        [paid.id],
      );
      return rows.map(({ state }) => state);
    };
    await until(async () => (await states())[0] === 'authorized');
    await controls.webhooks('drop');
    const since = await nextSecond();
    await stripe.paymentIntents.cancel(paid.id);
    await new Reconciliations(purser).run({ since, until: await nextSecond() });
    expect(await states()).toEqual(['released']);
  });
});

/** A sweep that gives up at the first failure, and begins again within a second. */
function aSweep(): EventSweep {
  const { dataSource, stripe, app } = purser.running;
  const pace = new StripePace({ perSecond: 1000, tries: 1, firstWaitMs: 1, longestWaitMs: 1 });
  return new EventSweep(
    dataSource,
    new StripeLedger(stripe, pace),
    app.get(StripeEventStore),
    app.get(MissedEvents),
    new ReconciliationRuns(dataSource),
    new SweepInterval(1),
    new Metrics(),
  );
}

describe('the sweep of events', () => {
  it('asks once for the time that events don’t reach back to, however often it failed before', async () => {
    const { dataSource } = purser.running;
    const deepRuns = () =>
      dataSource.query<object[]>(
        `SELECT FROM reconciliations WHERE kind = 'deep' AND asked_by ->> 'kind' = 'system'`,
      );
    await controls.misbehave({ operation: 'list_events', kind: '500_before', times: 3 });
    await dataSource.query(
      `UPDATE event_sweep_cursor SET reached = now() - interval '45 days', next_at = now()`,
    );
    const sweep = aSweep();
    sweep.onApplicationBootstrap();
    try {
      await until(async () => (await cursor()).error !== null);
      expect(await deepRuns()).toHaveLength(0);
      await until(async () => (await cursor()).error === null);
    } finally {
      await sweep.beforeApplicationShutdown();
    }
    expect(await deepRuns()).toHaveLength(1);
  });

  it('never believes to have seen what Stripe hasn’t created yet, however fast the database’s clock is', async () => {
    const { dataSource } = purser.running;
    // What its clock says stands in the cursor only: there it is a quarter of an hour ahead.
    await dataSource.query(
      `UPDATE event_sweep_cursor SET reached = now() - interval '1 minute', next_at = now()`,
    );
    const sweep = aSweep();
    const ahead = Object.assign(Object.create(dataSource) as typeof dataSource, {
      query: (statement: string, parameters?: unknown[]) =>
        dataSource.query(statement.replaceAll('now() -', `now() + interval '15 minutes' -`), parameters),
    });
    Object.assign(sweep, { dataSource: ahead });
    sweep.onApplicationBootstrap();
    try {
      const before = (await cursor()).reached;
      await until(async () => (await cursor()).reached > before);
    } finally {
      await sweep.beforeApplicationShutdown();
    }
    const { reached, stripes } = await cursor();
    expect(reached.getTime()).toBeLessThanOrEqual(stripes.getTime());
  });
});
