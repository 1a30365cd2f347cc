import { randomUUID } from 'node:crypto';
import { startPurser as start, type RunningPurser } from '../../../src/bootstrap.js';
import { loadConfig } from '../../../src/infrastructure/config/config.js';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import type { BookedIntent } from '../../support/stripe-books.js';
import { until } from '../../support/until.js';

/** The client asks twice before it gives up. */
const BOTH_TRIES = 2;

let purser: TestPurser;
let api: ApiClient;
let stripe: StripeControls;

async function use(env: Readonly<Record<string, string>> = {}): Promise<void> {
  purser = await startPurser(env);
  api = await ApiClient.of(purser);
  stripe = new StripeControls(purser);
  // What settles here settles by asking, not by being told.
  await stripe.webhooks('drop');
}

async function booking(id: string): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

async function intentsOf({ id }: BookingJson): Promise<BookedIntent[]> {
  const { payment_intents: intents } = await stripe.books();
  return intents.filter(({ metadata }) => metadata.purser_booking === id);
}

/** The booking once nothing of it is in doubt any more. */
async function settled(id: string): Promise<BookingJson> {
  let now = await booking(id);
  await until(
    async () => {
      now = await booking(id);
      return !now.flags.includes('in_doubt');
    },
    () => `still in doubt: ${JSON.stringify(now.payments)}`,
  );
  return now;
}

/** How often the booking's history tells of it. */
async function told(id: string, type: string): Promise<number> {
  const rows = await purser.running.dataSource.query<unknown[]>(
    'SELECT id FROM booking_events WHERE booking_id = $1 AND type = $2',
    [id, type],
  );
  return rows.length;
}

describe('while Stripe keeps the key', () => {
  beforeAll(() => use());
  afterEach(() => stripe.behave());
  afterAll(() => purser?.stop());

  it.each(['lose_answer', 'lose_request', '500_before', '500_saved', '429'])(
    'a charge that met %s settles by itself as succeeded, and moved money once',
    async (kind) => {
      const { id } = await api.register();
      await stripe.misbehave({ operation: 'create_payment_intent', kind, times: BOTH_TRIES });
      const answer = await api.charge(id, 10000);
      expect([answer.status, answer.body.state]).toEqual([202, 'in_doubt']);
      await stripe.behave();
      const now = await settled(id);
      expect(now).toMatchObject({ captured: 10000, in_flight: 0, payment_status: 'partially_charged' });
      expect(now.payments).toMatchObject([{ id: answer.body.id, state: 'succeeded' }]);
      expect(await intentsOf(now)).toMatchObject([
        { amount_received: 10000, metadata: { purser_payment: answer.body.id } },
      ]);
      expect(await told(id, 'charge_succeeded')).toBe(1);
    },
  );

  it('a charge whose true answer comes to the client’s second try is never in doubt', async () => {
    const { id } = await api.register();
    await stripe.misbehave({ operation: 'create_payment_intent', kind: '500_after' });
    const answer = await api.charge(id, 10000);
    expect([answer.status, answer.body.state]).toEqual([201, 'succeeded']);
    expect(await intentsOf(await booking(id))).toMatchObject([{ amount_received: 10000 }]);
  });

  it.each(['lose_answer', 'lose_request', '500_saved'])(
    'a capture that met %s settles by itself, and took the money once',
    async (kind) => {
      const { id } = await api.register();
      const hold = await api.hold(id, 10000);
      await stripe.misbehave({ operation: 'capture', kind, times: BOTH_TRIES });
      const answer = await api.post(
        `/payments/${hold.body.id}/capture`,
        { amount: 4000 },
        { key: randomUUID() },
      );
      expect(answer.status).toBe(202);
      await stripe.behave();
      const now = await settled(id);
      expect(now).toMatchObject({ captured: 4000, held: 0, in_flight: 0 });
      expect(await intentsOf(now)).toMatchObject([{ amount_received: 4000, status: 'succeeded' }]);
      expect(await told(id, 'hold_captured')).toBe(1);
    },
  );

  it('two instances settle each payment once', async () => {
    const other = await secondInstance();
    try {
      const bookings = await Promise.all(Array.from({ length: 12 }, () => api.register()));
      const times = bookings.length * BOTH_TRIES;
      await stripe.misbehave({ operation: 'create_payment_intent', kind: 'lose_answer', times });
      const answers = await Promise.all(bookings.map(({ id }) => api.charge(id, 10000)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      for (const { id } of bookings) {
        const now = await settled(id);
        expect(now).toMatchObject({ captured: 10000, in_flight: 0 });
        expect(await intentsOf(now)).toMatchObject([{ amount_received: 10000 }]);
        expect(await told(id, 'charge_succeeded')).toBe(1);
      }
    } finally {
      await other.stop();
    }
  });
});

describe('when the key may be gone', () => {
  beforeAll(async () => {
    await use({ PURSER_STRIPE_KEY_TTL_SECONDS: '1' });
    await stripe.settings({ key_ttl_seconds: 1 });
  });
  afterEach(() => stripe.behave());
  afterAll(() => purser?.stop());

  it('a payment that Stripe made is found among the customer’s, and isn’t made again', async () => {
    const { id } = await api.register();
    await stripe.misbehave({ operation: 'create_payment_intent', kind: 'lose_answer', times: BOTH_TRIES });
    const { body } = await api.charge(id, 10000);
    expect(body.state).toBe('in_doubt');
    const now = await settled(id);
    expect(now).toMatchObject({ captured: 10000, payments: [{ id: body.id, state: 'succeeded' }] });
    expect(await intentsOf(now)).toHaveLength(1);
  });

  it('a payment that never reached Stripe has failed, and its amount can be charged again', async () => {
    const { id } = await api.register();
    await stripe.misbehave({ operation: 'create_payment_intent', kind: 'lose_request', times: BOTH_TRIES });
    const { body } = await api.charge(id, 18550);
    expect(body.state).toBe('in_doubt');
    const now = await settled(id);
    expect(now).toMatchObject({
      captured: 0,
      chargeable: 18550,
      payments: [{ id: body.id, state: 'failed' }],
    });
    expect(await intentsOf(now)).toEqual([]);
    expect((await api.charge(id, 18550)).status).toBe(201);
  });

  it('it stays in doubt while Stripe’s list can’t be read', async () => {
    const { id } = await api.register();
    await stripe.misbehave({ operation: 'create_payment_intent', kind: 'lose_request', times: BOTH_TRIES });
    await stripe.misbehave({ operation: 'list_payment_intents', kind: '500_before', times: 1000 });
    await api.charge(id, 10000);
    await until(async () => (await attemptsOf(id)) >= 2);
    expect(await booking(id)).toMatchObject({ flags: ['in_doubt'], in_flight: 10000, chargeable: 8550 });
    await stripe.behave();
    expect((await settled(id)).payments).toMatchObject([{ state: 'failed' }]);
  });
});

/** Another process's worth of Purser on the same database and the same Stripe. */
function secondInstance(): Promise<RunningPurser> {
  const config = loadConfig({
    PORT: '0',
    DATABASE_URL: purser.running.databaseUrl,
    STRIPE_SECRET_KEY: purser.sandbox.secretKey,
    STRIPE_API_BASE: purser.sandbox.url,
    PURSER_API_TOKEN: purser.apiToken,
    PURSER_LOG_LEVEL: 'error',
  });
  return start(config, () => undefined);
}

async function attemptsOf(id: string): Promise<number> {
  const [row] = await purser.running.dataSource.query<{ recover_attempts: number }[]>(
    'SELECT recover_attempts FROM payments WHERE booking_id = $1',
    [id],
  );
  return row?.recover_attempts ?? 0;
}

describe('while somebody doesn’t let go of a booking', () => {
  beforeAll(() => use());
  afterAll(() => purser?.stop());

  it('the payments of others settle all the same, and its own once it is let go of', async () => {
    const [stuck, other] = [await api.register(), await api.register()];
    await stripe.misbehave({
      operation: 'create_payment_intent',
      kind: 'lose_answer',
      times: 2 * BOTH_TRIES,
    });
    await api.charge(stuck.id, 10000);
    const holder = purser.running.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM bookings WHERE id = $1 FOR UPDATE', [stuck.id]);
    await until(async () => (await attemptsOf(stuck.id)) >= 1);

    await api.charge(other.id, 10000);
    await stripe.behave();
    expect((await settled(other.id)).captured).toBe(10000);
    expect((await booking(stuck.id)).flags).toContain('in_doubt');
    await holder.rollbackTransaction();
    await holder.release();
    expect((await settled(stuck.id)).captured).toBe(10000);
  });
});
