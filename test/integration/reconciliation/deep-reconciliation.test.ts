import { randomUUID } from 'node:crypto';
import { ReconciliationUnderWay } from '../../../src/application/reconciliation/reconciliation-requests.port.js';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { Reconciliations } from '../../support/reconciliations.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

/** The sweep of events runs once at the start, and not again: what is healed here is healed by the deep run. */
const NO_SWEEPS = { PURSER_RECONCILE_SECONDS: '86400' };

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;
let reconciliations: Reconciliations;
beforeAll(async () => {
  purser = await startPurser(NO_SWEEPS);
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
  reconciliations = new Reconciliations(purser);
  await until(async () => (await sweeps()) > 0);
});
beforeEach(() => controls.webhooks('drop'));
afterEach(() => controls.behave());
afterAll(() => purser.stop());

describe('a deep run', () => {
  it('puts right what no webhook and no event told of, and tells what differed, with amounts', async () => {
    const [captured, canceled, refunded, same] = await Promise.all([
      api.register({ payment_option: 'pre_authorize' }),
      api.register({ payment_option: 'pre_authorize' }),
      api.register({ payment_option: 'charge_now' }),
      api.register({ payment_option: 'charge_now' }),
    ]);
    const { stripe } = purser.running;
    await stripe.paymentIntents.capture(intentOf(captured), { amount_to_capture: 5000 });
    await stripe.paymentIntents.cancel(intentOf(canceled));
    await stripe.refunds.create({ payment_intent: intentOf(refunded), amount: 550 });

    const run = await reconciliations.run();

    expect(run).toMatchObject({ state: 'done', drifted: 3, healed: 3, dryRun: false });
    expect(run.seen).toBeGreaterThanOrEqual(4);
    const found = new Map(run.findings.map((finding) => [finding.booking.id, finding]));
    expect(found.get(captured.id)).toMatchObject({
      booking: { reference: captured.reference },
      currency: 'USD',
      outcome: 'healed',
      differences: [
        { what: 'state', before: 'authorized', after: 'succeeded' },
        { what: 'captured', before: 0, after: 5000 },
        { what: 'held', before: 18_550, after: 0 },
      ],
    });
    expect(found.get(canceled.id)?.differences).toEqual([
      { what: 'state', before: 'authorized', after: 'released' },
      { what: 'held', before: 18_550, after: 0 },
    ]);
    expect(found.get(refunded.id)?.differences).toEqual([{ what: 'refunded', before: 0, after: 550 }]);
    expect(found.has(same.id)).toBe(false);
    expect(await bookingOf(captured)).toMatchObject({ captured: 5000, held: 0 });
    expect(await bookingOf(canceled)).toMatchObject({ held: 0, payment_status: 'not_charged' });
    expect(await bookingOf(refunded)).toMatchObject({ refunded: 550, payment_status: 'partially_refunded' });

    expect(await reconciliations.run()).toMatchObject({ drifted: 0, healed: 0, findings: [] });
  });

  it('changes nothing when it is a dry run, and reports the same', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await purser.running.stripe.paymentIntents.capture(intentOf(booking));

    const before = await bookingOf(booking);
    const dry = await reconciliations.run({ dryRun: true });
    expect(await bookingOf(booking)).toEqual(before);
    expect(dry).toMatchObject({ state: 'done', dryRun: true, drifted: 1, healed: 0 });

    const healed = await reconciliations.run();
    const [would, did] = [dry.findings[0], healed.findings[0]];
    expect(would?.differences).toEqual(did?.differences);
    expect([would?.outcome, did?.outcome]).toEqual(['found', 'healed']);
    expect(await bookingOf(booking)).toMatchObject({ captured: 18_550 });
  });

  it('finds refunds of the period on payments made before it, and disputes', async () => {
    const refunded = await api.register({ payment_option: 'charge_now' });
    const disputed = await api.register({ payment_method: 'pm_card_createDispute' });
    const charge = await api.charge(disputed.id, 18_550);
    await nextSecond();
    const since = new Date();
    await purser.running.stripe.refunds.create({ payment_intent: intentOf(refunded), amount: 18_550 });

    const run = await reconciliations.run({ since, until: new Date(Date.now() + 1000) });
    expect(await bookingOf(refunded)).toMatchObject({ refunded: 18_550, payment_status: 'refunded' });
    expect(run.findings.map(({ booking }) => booking.id)).toEqual([refunded.id]);

    await reconciliations.run();
    expect(await bookingOf(disputed)).toMatchObject({ flags: ['disputed'] });
    expect(charge.status).toBe(201);
  });

  it('looks up holds that were placed before the period and are still open here', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await nextSecond();
    const since = new Date();
    await purser.running.stripe.paymentIntents.capture(intentOf(booking));
    const run = await reconciliations.run({ since, until: new Date(Date.now() + 1000) });
    expect(run.findings.map((finding) => finding.booking.id)).toEqual([booking.id]);
    expect(await bookingOf(booking)).toMatchObject({ captured: 18_550, held: 0 });
  });

  it('tells of a payment that Stripe doesn’t have, and leaves it as it is', async () => {
    const booking = await api.register({ payment_option: 'charge_now' });
    await purser.running.dataSource.query(`UPDATE payments SET payment_intent = $2 WHERE booking_id = $1`, [
      booking.id,
      `pi_gone_${randomUUID()}`,
    ]);
    const before = await bookingOf(booking);
    const run = await reconciliations.run();
    const missing = run.findings.filter(({ outcome }) => outcome === 'missing');
    expect(missing.map((finding) => finding.booking.id)).toEqual([booking.id]);
    expect(run).toMatchObject({ drifted: 1, healed: 0 });
    expect(await bookingOf(booking)).toEqual(before);
    await purser.running.dataSource.query(`UPDATE payments SET payment_intent = $2 WHERE booking_id = $1`, [
      booking.id,
      intentOf(booking),
    ]);
  });

  it('sets payments aside that no booking asked for, and counts them; a dry run only counts', async () => {
    const booking = await api.register({ payment_option: 'charge_now' });
    const { stripe, dataSource } = purser.running;
    const { customer, payment_method: card } = await stripe.paymentIntents.retrieve(intentOf(booking));
    if (typeof customer !== 'string' || typeof card !== 'string') throw new Error('No card was charged.');
    const inDashboard = { amount: 1200, currency: 'usd', confirm: true, off_session: true } as const;
    await stripe.paymentIntents.create({ ...inDashboard, customer, payment_method: card });
    const stranger = await stripe.customers.create({ email: 'stranger@example.com' });
    await stripe.paymentMethods.attach('pm_card_visa', { customer: stranger.id });
    const [theirs] = (await stripe.customers.listPaymentMethods(stranger.id)).data;
    await stripe.paymentIntents.create({
      ...inDashboard,
      customer: stranger.id,
      payment_method: theirs?.id ?? '',
    });
    const aside = () =>
      dataSource.query<unknown[]>(`SELECT FROM unmatched_payments`).then(({ length }) => length);

    const before = await aside();
    expect(await reconciliations.run({ dryRun: true })).toMatchObject({ unmatched: 1, drifted: 0 });
    expect(await aside()).toBe(before);
    expect(await reconciliations.run()).toMatchObject({ unmatched: 1, drifted: 0 });
    expect(await aside()).toBe(before + 1);
  });

  it.each(['429', 'lock_timeout', '500_before', 'lose_answer'])(
    'asks again, after a while, when Stripe answers with %s',
    async (kind) => {
      const booking = await api.register({ payment_option: 'pre_authorize' });
      await purser.running.stripe.paymentIntents.capture(intentOf(booking));
      for (const operation of ['list_payment_intents', 'list_refunds']) {
        await controls.misbehave({ operation, kind, times: 2 });
      }
      const run = await reconciliations.run();
      expect(run).toMatchObject({ state: 'done', drifted: 1, healed: 1 });
    },
  );

  it('is done one at a time: another is refused and names the one under way', async () => {
    await controls.misbehave({ operation: 'list_payment_intents', kind: 'delay', delay_ms: 25_000 });
    const first = await reconciliations.request();
    const second = reconciliations.request();
    await expect(second).rejects.toBeInstanceOf(ReconciliationUnderWay);
    await expect(second).rejects.toMatchObject({ reconciliation: first });
    await controls.behave();
    await reconciliations.over(first);
    expect((await reconciliations.run()).state).toBe('done');
  });

  it('is taken over where it was when its instance died', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await nextSecond();
    await purser.running.stripe.paymentIntents.capture(intentOf(booking));
    const id = randomUUID();
    // As a process leaves it that was killed between two pages, half a minute ago.
    await purser.running.dataSource.query(
      `INSERT INTO reconciliations (id, kind, state, since, until, asked_by, next_at, holder, position, seen, pages)
       VALUES ($1, 'deep', 'running', now(), now() + interval '1 hour', '{"kind": "staff", "name": "Ana Ruiz"}', now(),
               $2, '{"part": "disputes"}', 7, 3)`,
      [id, randomUUID()],
    );
    const run = await reconciliations.over(id);
    expect(run).toMatchObject({ state: 'done', pages: 6, drifted: 1, healed: 1 });
    expect(await bookingOf(booking)).toMatchObject({ captured: 18_550 });
  });
});

it('a run that is left goes on in the next instance, from the page where it was', async () => {
  const first = await startPurser(NO_SWEEPS);
  const client = await ApiClient.of(first);
  const sandbox = new StripeControls(first);
  await sandbox.webhooks('drop');
  const booking = await client.register({ payment_option: 'pre_authorize' });
  await first.running.stripe.paymentIntents.capture(intentOf(booking));
  await sandbox.misbehave({ operation: 'list_refunds', kind: '500_before', times: 1000 });
  const id = await new Reconciliations(first).request();
  await until(async () => (await new Reconciliations(first).get(id)).part === 'refunds');
  await first.running.dataSource.query('DELETE FROM stripe_sandbox.faults');
  await first.running.stop();

  const second = await startPurser({ ...NO_SWEEPS, DATABASE_URL: first.running.databaseUrl });
  const run = await new Reconciliations(second).over(id);
  // One page of each part: none was read twice.
  expect(run).toMatchObject({ state: 'done', pages: 5, seen: 1, drifted: 1, healed: 1 });
  await second.stop();
  await first.stop();
});

function intentOf(booking: BookingJson): string {
  return booking.payments[0]?.stripe_payment_intent ?? '';
}

async function bookingOf({ id }: BookingJson): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

/** Stripe counts seconds: what is made from now on is later than all that was made before. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await until(() => Math.floor(Date.now() / 1000) > second);
}

async function sweeps(): Promise<number> {
  const [row] = await purser.running.dataSource.query<{ count: string }[]>(
    'SELECT count(finished_at) FROM event_sweep_cursor',
  );
  return Number(row?.count);
}
