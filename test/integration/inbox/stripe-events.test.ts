import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

const SECRET = 'whsec_of_these_tests';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;
let stripe: Stripe;
beforeAll(async () => {
  purser = await startPurser({ STRIPE_WEBHOOK_SECRET: SECRET });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
  stripe = purser.running.stripe;
});
afterAll(() => purser?.stop());
afterEach(async () => {
  await controls.behave();
  await controls.webhooks('normal');
});

interface EventRow {
  readonly state: string;
  readonly attempts: number;
  readonly outages: number;
  readonly last_error: string | null;
  readonly waits: boolean;
}

async function event(id: string): Promise<EventRow | undefined> {
  const [row] = await purser.running.dataSource.query<EventRow[]>(
    'SELECT state, attempts, outages, last_error, next_attempt_at > now() AS waits FROM stripe_events WHERE id = $1',
    [id],
  );
  return row;
}

async function inState(id: string, state: string): Promise<EventRow> {
  let row = await event(id);
  await until(
    async () => (row = await event(id))?.state === state,
    () => `not ${state}: ${JSON.stringify(row)}`,
  );
  if (!row) throw new Error(`Event ${id} is gone.`);
  return row;
}

/** As Stripe would tell of the PaymentIntent. */
async function announce(paymentIntent: string): Promise<string> {
  const id = `evt_${randomUUID()}`;
  const payload = JSON.stringify({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    type: 'payment_intent.succeeded',
    data: { object: { id: paymentIntent, object: 'payment_intent' } },
  });
  const response = await fetch(`${purser.url}/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET }),
    },
    body: payload,
  });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return id;
}

async function becomes(id: string, expected: Partial<BookingJson>): Promise<void> {
  let now = (await api.get(`/bookings/${id}`)).body;
  const holds = () =>
    Object.entries(expected).every(([name, value]) => now[name as keyof BookingJson] === value);
  await until(
    async () => {
      now = (await api.get(`/bookings/${id}`)).body;
      return holds();
    },
    () => `not ${JSON.stringify(expected)}: ${JSON.stringify(now)}`,
  );
}

async function heldBooking(): Promise<{ booking: string; intent: string }> {
  const { id } = await api.register();
  const hold = await api.hold(id, 18550);
  return { booking: id, intent: hold.body.stripe_payment_intent ?? '' };
}

describe('what is done in Stripe', () => {
  it.each(['created', 'reversed', 'shuffled'] as const)(
    'reaches the booking by events that come twice and in %s order',
    async (order) => {
      await controls.webhooks('hold');
      const { booking, intent } = await heldBooking();
      await stripe.paymentIntents.capture(intent, { amount_to_capture: 10000 });
      await stripe.refunds.create({ payment_intent: intent, amount: 2500 });
      await stripe.refunds.create({ payment_intent: intent, amount: 1500 });
      expect((await api.get(`/bookings/${booking}`)).body).toMatchObject({ captured: 0, held: 18550 });
      await controls.deliver(order, 2);
      await becomes(booking, { captured: 10000, refunded: 4000, held: 0 });
      const { payments } = (await api.get(`/bookings/${booking}`)).body;
      expect(payments).toMatchObject([{ state: 'succeeded', captured: 10000, refunded: 4000 }]);
    },
  );

  it('and was never told reaches the booking with the next event of the same payment', async () => {
    const { booking, intent } = await heldBooking();
    await controls.webhooks('drop');
    await stripe.paymentIntents.capture(intent, { amount_to_capture: 10000 });
    await stripe.refunds.create({ payment_intent: intent, amount: 2500 });
    await controls.webhooks('normal');
    await stripe.refunds.create({ payment_intent: intent, amount: 500 });
    await becomes(booking, { captured: 10000, refunded: 3000, held: 0 });
  });
});

describe('an event', () => {
  it('of a PaymentIntent that isn’t Purser’s is ignored', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    const row = await inState(await announce(id), 'ignored');
    expect(row).toMatchObject({ attempts: 1, last_error: null });
  });

  it('that can’t be applied now is applied later, and holds up no other', async () => {
    await controls.webhooks('drop');
    const [late, other] = [await heldBooking(), await heldBooking()];
    await stripe.paymentIntents.capture(late.intent);
    await controls.misbehave({ operation: 'retrieve_payment_intent', kind: '500_before', times: 100_000 });
    const failing = await announce(late.intent);
    await inState(failing, 'failed');
    // What this one tells needs no look.
    await controls.webhooks('normal');
    await stripe.paymentIntents.capture(other.intent);
    await becomes(other.booking, { captured: 18550 });
    expect(await event(failing)).toMatchObject({ state: 'failed', outages: expect.any(Number) });
    await controls.behave();
    expect(await inState(failing, 'applied')).toMatchObject({ last_error: null });
    await becomes(late.booking, { captured: 18550 });
  });

  it('that can never be applied is tried ever more slowly, and at last parked', async () => {
    const unheardOf = `pi_${randomUUID()}`;
    await keepWaitsOf(unheardOf);
    const poison = await announce(unheardOf);
    await until(async () => {
      await waitNoLonger(poison);
      return (await event(poison))?.state === 'parked';
    });
    expect(await event(poison)).toMatchObject({
      attempts: 9,
      last_error: expect.stringContaining('No such payment_intent'),
    });
    const waits = await waitsKept();
    expect(waits.map(({ attempts }) => attempts)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const seconds = waits.map(({ wait }) => wait);
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));

    await makeDue(poison);
    const { booking, intent } = await heldBooking();
    await stripe.paymentIntents.capture(intent);
    await becomes(booking, { captured: 18550 });
    expect(await event(poison)).toMatchObject({ state: 'parked', attempts: 9 });
  });
});

/** How long to wait until the next try, as it is decided; a claim counts the try that it is for. */
async function keepWaitsOf(paymentIntent: string): Promise<void> {
  await purser.running.dataSource.query(`
    CREATE TABLE waits (attempts integer, wait double precision);
    CREATE FUNCTION keep_wait() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO waits VALUES (NEW.attempts, extract(epoch FROM NEW.next_attempt_at - now()));
      RETURN NULL;
    END $$;
    CREATE TRIGGER keep_wait AFTER UPDATE ON stripe_events FOR EACH ROW
      WHEN (NEW.payment_intent = '${paymentIntent}' AND NEW.state = 'failed' AND NEW.attempts = OLD.attempts
            AND NEW.next_attempt_at > now())
      EXECUTE FUNCTION keep_wait();`);
}

async function waitsKept(): Promise<readonly { attempts: number; wait: number }[]> {
  return purser.running.dataSource.query('SELECT attempts, wait FROM waits ORDER BY attempts');
}

async function waitNoLonger(id: string): Promise<void> {
  await purser.running.dataSource.query(
    `UPDATE stripe_events SET next_attempt_at = now() WHERE id = $1 AND attempts = (SELECT max(attempts) FROM waits)`,
    [id],
  );
}

async function makeDue(id: string): Promise<void> {
  await purser.running.dataSource.query('UPDATE stripe_events SET next_attempt_at = now() WHERE id = $1', [
    id,
  ]);
}
