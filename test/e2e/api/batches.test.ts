import { randomUUID } from 'node:crypto';
import type {
  BatchItemJson,
  BatchItemPageJson,
  BatchJson,
  BatchPageJson,
} from '../../../src/interfaces/api/v1/batches/batch.json.js';
import { ApiClient } from '../../support/api-client.js';
import { recordsIn } from '../../support/csv-file.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let stripe: StripeControls;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
  stripe = new StripeControls(purser);
});
afterAll(() => purser?.stop());

describe('charging many bookings', () => {
  it('reviews them, charges each once, and says of each what became of it', async () => {
    const good = await api.register();
    const cardless = await api.register({ payment_method: null });
    const declining = await api.register({ payment_method: 'pm_card_chargeCustomerFail' });
    const yen = await api.register({ total: { amount: 5000, currency: 'JPY' } });
    const batch = await make([good.id, cardless.id, declining.id, yen.id]);
    expect(batch).toMatchObject({
      state: 'review',
      bookings: 4,
      open: 3,
      totals: [
        { currency: 'USD', amount: 37100, bookings: 2 },
        { currency: 'JPY', amount: 5000, bookings: 1 },
      ],
      reasons: [{ outcome: 'not_chargeable', reason: 'no_card', bookings: 1 }],
      started: null,
    });
    expect((await api.get(`/bookings/${good.id}`)).body.payments).toEqual([]);

    await start(batch);
    expect(await over(batch.id)).toMatchObject({ state: 'done', started: { by: { kind: 'api' } } });
    const items = await itemsOf(batch.id);
    expect(items.map(({ outcome }) => outcome)).toEqual(['charged', 'not_chargeable', 'declined', 'charged']);
    expect(items[0]).toMatchObject({
      position: 1,
      booking: { id: good.id, reference: good.reference, customer: 'Nora Lindqvist' },
      amount: 18550,
      card: { brand: 'visa', last4: '4242' },
      payment: { captured: 18550 },
    });
    expect((await api.get(`/bookings/${good.id}`)).body).toMatchObject({
      payment_status: 'charged_in_full',
      payments: [{ id: items[0]?.payment?.id }],
    });
    expect(await receivedFor([good.id, cardless.id, declining.id, yen.id])).toEqual([18550, 5000]);
    expect((await itemsOf(batch.id, '?outcome=declined')).map(({ booking }) => booking.id)).toEqual([
      declining.id,
    ]);
  });

  it('gives the results as a file', async () => {
    const formula = await api.register({ service: '=HYPERLINK("https://evil.example")' });
    const cardless = await api.register({ payment_method: null, total: { amount: 1250, currency: 'KWD' } });
    const { id } = await started([formula.id, cardless.id]);
    await over(id);
    const response = await fetch(`${purser.url}/api/v1/batches/${id}/results.csv`, {
      headers: { authorization: `Bearer ${purser.apiToken}` },
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename=batch-${id}.csv`);
    const file = await response.text();
    expect(file).toContain("'=HYPERLINK");
    expect(recordsIn(file)).toMatchObject([
      { booking: formula.reference, result: 'charged', amount: '185.50', charged: '185.50', currency: 'USD' },
      {
        booking: cardless.reference,
        result: 'not_chargeable',
        reason: 'no_card',
        amount: '1.250',
        charged: '0.000',
      },
    ]);
  });

  it('started by two programs at once, and again, charges once', async () => {
    const { id } = await api.register();
    const batch = await make([id]);
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.post(`/batches/${batch.id}/start`, undefined, { ifMatch: batch.version })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await over(batch.id);
    expect((await api.post(`/batches/${batch.id}/start`, undefined, { ifMatch: batch.version })).status).toBe(
      202,
    );
    expect(await receivedFor([id])).toEqual([18550]);
  });

  it('takes all bookings that a filter of the list leaves, in the list’s order', async () => {
    const name = `grp-${randomUUID().slice(0, 8)}`;
    const all = [];
    for (const nth of [1, 2, 3]) all.push(await api.register({ reference: `${name}-${nth}` }));
    const made = await api.post(
      '/batches',
      { matching: { q: name, status: 'not_charged', sort: 'registered_at' } },
      { key: randomUUID() },
    );
    expect(made.status).toBe(201);
    const items = await itemsOf((made.body as unknown as BatchJson).id);
    expect(items.map(({ booking }) => booking.reference)).toEqual(all.map(({ reference }) => reference));
  });

  it('leaves out what changed since the review', async () => {
    const charged = await api.register();
    const raised = await api.register();
    const batch = await make([charged.id, raised.id]);
    await api.charge(charged.id, 18550);
    await api.patch(
      `/bookings/${raised.id}`,
      { total: { amount: 99900, currency: 'USD' } },
      { ifMatch: raised.version },
    );
    await start(batch);
    await over(batch.id);
    const [first, second] = await itemsOf(batch.id);
    expect(first).toMatchObject({ outcome: 'left_out', reason: 'amount_changed', payment: null });
    expect(second).toMatchObject({ outcome: 'charged', payment: { captured: 18550 } });
    expect(await receivedFor([charged.id, raised.id])).toEqual([18550, 18550]);
  });

  it('follows a payment in doubt until it is settled', async () => {
    const { id } = await api.register();
    const batch = await make([id]);
    await stripe.misbehave({ operation: 'create_payment_intent', kind: 'lose_answer', times: 2 });
    await start(batch);
    const outcome = async () => (await itemsOf(batch.id))[0]?.outcome;
    await until(async () => (await outcome()) === 'charged');
    expect(await receivedFor([id])).toEqual([18550]);
  });

  it('stops: what waits stays uncharged, and says so', async () => {
    const ids = [];
    for (let nth = 0; nth < 12; nth += 1) ids.push((await api.register()).id);
    const batch = await make(ids);
    await stripe.misbehave({
      operation: 'create_payment_intent',
      kind: 'delay',
      delay_ms: 25_000,
      times: 24,
    });
    await start(batch);
    await until(async () => (await itemsOf(batch.id, '?outcome=charging')).length > 0);
    expect((await api.post(`/batches/${batch.id}/stop`)).status).toBe(202);
    await stripe.behave();
    expect(await over(batch.id)).toMatchObject({ state: 'stopped', open: 0 });
    const stopped = await itemsOf(batch.id, '?outcome=stopped');
    expect(stopped.length).toBeGreaterThan(0);
    let charged = await itemsOf(batch.id, '?outcome=charged');
    // What was begun may have come into doubt.
    await until(async () => {
      charged = await itemsOf(batch.id, '?outcome=charged');
      return stopped.length + charged.length === 12;
    });
    expect(await receivedFor(ids)).toEqual(charged.map(() => 18550));
  });
});

describe('a batch', () => {
  it('asked for twice under one key is one', async () => {
    const { id } = await api.register();
    const key = randomUUID();
    const [first, second] = await Promise.all([
      api.post('/batches', { bookings: [id] }, { key }),
      api.post('/batches', { bookings: [id] }, { key }),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
    const other = await api.post('/batches', { bookings: [randomUUID()] }, { key });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('that was never started is discarded, and can’t be started any more', async () => {
    const { id } = await api.register();
    const batch = await make([id]);
    expect((await api.post(`/batches/${batch.id}/stop`)).body).toMatchObject({ state: 'discarded' });
    const { status, body } = await api.post(`/batches/${batch.id}/start`, undefined, { ifMatch: '*' });
    expect([status, body.code]).toEqual([409, 'batch_state']);
  });

  it('is started on the version that was looked at', async () => {
    const { id } = await api.register();
    const batch = await make([id]);
    const stale = await api.post(`/batches/${batch.id}/start`, undefined, { ifMatch: 1 });
    expect([stale.status, stale.body.code]).toEqual([412, 'batch_changed']);
    const blind = await api.post(`/batches/${batch.id}/start`);
    expect([blind.status, blind.body.code]).toEqual([428, 'if_match_required']);
  });

  it.each([
    ['nothing is said', {}, 422, 'no_bookings'],
    ['both are said', { bookings: [randomUUID()], matching: {} }, 422, 'no_bookings'],
    ['a booking isn’t known', { bookings: [randomUUID()] }, 404, 'booking_not_found'],
    ['an id isn’t one', { bookings: ['B-1'] }, 422, 'validation_failed'],
    ['nothing matches', { matching: { q: 'no such thing anywhere' } }, 422, 'no_bookings'],
  ])('isn’t made when %s', async (_when, body, status, code) => {
    const answer = await api.post('/batches', body, { key: randomUUID() });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is started only where something can be charged', async () => {
    const { id } = await api.register({ payment_method: null });
    const batch = await make([id]);
    const { status, body } = await api.post(`/batches/${batch.id}/start`, undefined, {
      ifMatch: batch.version,
    });
    expect([status, body.code]).toEqual([409, 'nothing_to_charge']);
  });

  it('is listed, newest first, page by page, and found by its state', async () => {
    const { id } = await api.register();
    const made = [await make([id]), await make([id])].reverse();
    const first = await list('?state=review&limit=1');
    const second = await list(`?state=review&limit=1&cursor=${first.next_cursor ?? ''}`);
    expect([...first.data, ...second.data].map((batch) => batch.id)).toEqual(made.map((batch) => batch.id));
    expect((await api.get('/batches?cursor=strange')).body.code).toBe('invalid_cursor');
    expect((await api.get(`/batches/${randomUUID()}`)).body.code).toBe('batch_not_found');
    expect((await api.get(`/batches/${randomUUID()}/items`)).status).toBe(404);
  });
});

async function make(bookings: readonly string[]): Promise<BatchJson> {
  const { status, body } = await api.post('/batches', { bookings }, { key: randomUUID() });
  expect([status, body]).toEqual([201, expect.anything()]);
  return body as unknown as BatchJson;
}

async function start({ id, version }: BatchJson): Promise<void> {
  expect((await api.post(`/batches/${id}/start`, undefined, { ifMatch: version })).status).toBe(202);
}

async function started(bookings: readonly string[]): Promise<BatchJson> {
  const batch = await make(bookings);
  await start(batch);
  return batch;
}

async function get(id: string): Promise<BatchJson> {
  return (await api.get(`/batches/${id}`)).body as unknown as BatchJson;
}

/** Once nothing more is begun. */
async function over(id: string): Promise<BatchJson> {
  await until(async () => (await get(id)).ended_at !== null);
  return get(id);
}

async function list(query: string): Promise<BatchPageJson> {
  return (await api.get(`/batches${query}`)).body as unknown as BatchPageJson;
}

async function itemsOf(batch: string, query = ''): Promise<BatchItemJson[]> {
  return ((await api.get(`/batches/${batch}/items${query}`)).body as unknown as BatchItemPageJson).data;
}

/** What Stripe took for these bookings, by its own books. */
async function receivedFor(bookings: readonly string[]): Promise<number[]> {
  const { payment_intents: intents } = await stripe.books();
  return bookings.flatMap((booking) =>
    intents
      .filter(({ metadata, amount_received }) => metadata.purser_booking === booking && amount_received > 0)
      .map(({ amount_received }) => amount_received),
  );
}
