import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { aNewBooking, ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

beforeEach(() => control('POST', 'webhooks', { mode: 'hold' }));
afterEach(async () => {
  await control('DELETE', 'faults');
  await control('POST', 'webhooks', { mode: 'normal' });
});

describe('while Stripe’s answer isn’t known', () => {
  it.each(['charges', 'holds'])('%s are answered with 202, and settle under the same key', async (kind) => {
    const booking = await api.register();
    const key = randomUUID();
    const ask = () => api.post(`/bookings/${booking.id}/${kind}`, { amount: 10000 }, { key });
    await misbehave({ operation: 'create_payment_intent', kind: 'lose_answer', times: 4 });
    const first = await ask();
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({ state: 'in_doubt', captured: 0, note: expect.any(String) });
    expect(first.headers.get('location')).toBe(`/api/v1/payments/${first.body.id}`);
    expect((await ask()).body.id).toBe(first.body.id);
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      payment_status: 'processing',
      flags: ['in_doubt'],
      in_flight: 10000,
      chargeable: 8550,
    });

    await control('DELETE', 'faults');
    const settled = await until(ask, ({ status }) => status !== 202);
    expect(settled.status).toBe(201);
    expect(settled.body).toMatchObject({
      id: first.body.id,
      state: kind === 'charges' ? 'succeeded' : 'authorized',
    });
    expect(await intentsOf(booking)).toHaveLength(1);
  });

  it('a capture is answered with 202, and settles under the same key', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 10000);
    const key = randomUUID();
    const capture = () => api.post(`/payments/${hold.body.id}/capture`, { amount: 4000 }, { key });
    await misbehave({ operation: 'capture', kind: 'lose_answer', times: 4 });
    const first = await capture();
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({
      state: 'authorized',
      operation: { kind: 'capture', amount: 4000, in_doubt: true },
    });
    const other = await api.post(`/payments/${hold.body.id}/release`, {}, { key: randomUUID() });
    expect([other.status, other.body.code]).toEqual([409, 'operation_under_way']);

    await control('DELETE', 'faults');
    const settled = await until(capture, ({ status }) => status !== 202);
    expect(settled.status).toBe(201);
    expect(settled.body).toMatchObject({ state: 'succeeded', captured: 4000, operation: null });
  });

  it('a request that repeats one under way waits a while, and is then told so', async () => {
    const booking = await api.register();
    const key = randomUUID();
    await misbehave({ operation: 'create_payment_intent', kind: 'delay', delay_ms: 25_000 });
    const first = api.charge(booking.id, 10000, key);
    await until(
      () => api.get(`/bookings/${booking.id}`),
      ({ body }) => body.payments.length === 1,
    );
    const repeated = await api.charge(booking.id, 10000, key);
    expect([repeated.status, repeated.body.code]).toEqual([409, 'idempotency_key_in_progress']);
    expect(repeated.headers.get('retry-after')).toBe('2');
    const reused = await api.charge(booking.id, 9000, key);
    expect([reused.status, reused.body.code]).toEqual([409, 'idempotency_key_reused']);

    await control('DELETE', 'faults');
    const { status, body } = await first;
    expect([status, body.state]).toEqual([201, 'succeeded']);
    expect((await api.charge(booking.id, 10000, key)).body).toEqual(body);
    expect(await intentsOf(booking)).toHaveLength(1);
  });
});

describe('when Stripe breaks a request off, and its key keeps the error', () => {
  it('a charge that was done is found, and one that wasn’t can be made anew', async () => {
    for (const execute of [true, false]) {
      const booking = await api.register();
      await misbehave({ operation: 'create_payment_intent', kind: '500_saved', execute });
      const key = randomUUID();
      const ask = () => api.charge(booking.id, 10000, key);
      expect((await ask()).status).toBe(202);
      const settled = await until(ask, ({ status }) => status !== 202);
      expect([settled.status, settled.body.code]).toEqual(
        execute ? [201, undefined] : [402, 'payment_failed'],
      );
      expect((await api.charge(booking.id, 8550, randomUUID())).status).toBe(201);
      expect(await intentsOf(booking)).toHaveLength(execute ? 2 : 1);
    }
  });

  it('a capture that was done is found, and one that wasn’t can be made anew', async () => {
    for (const execute of [true, false]) {
      const booking = await api.register();
      const hold = await api.hold(booking.id, 10000);
      const capture = (key: string) =>
        api.post(`/payments/${hold.body.id}/capture`, { amount: 4000 }, { key });
      await misbehave({ operation: 'capture', kind: '500_saved', execute });
      const key = randomUUID();
      expect((await capture(key)).status).toBe(202);
      const settled = await until(
        () => capture(key),
        ({ status }) => status !== 202,
      );
      expect([settled.status, settled.body.code]).toEqual(
        execute ? [201, undefined] : [402, 'capture_refused'],
      );
      if (!execute) expect((await capture(randomUUID())).body).toMatchObject({ captured: 4000 });
    }
  });
});

describe('what was done in Stripe meanwhile', () => {
  it('is told when a hold that was canceled there is to be captured', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 10000);
    await purser.running.stripe.paymentIntents.cancel(hold.body.stripe_payment_intent ?? '');
    const { status, body } = await api.post(`/payments/${hold.body.id}/capture`, {}, { key: randomUUID() });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'payment_state', state: 'released' });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({ held: 0, chargeable: 18550 });
  });
});

describe('while Stripe can’t be reached', () => {
  it('a booking with a card can’t be finished, and is when the request is repeated', async () => {
    await misbehave({ operation: '*', kind: 'lose_request', times: 10 });
    const key = randomUUID();
    const wanted = aNewBooking({ payment_option: 'charge_now' });
    const { status, headers, body } = await api.post('/bookings', wanted, { key });
    expect([status, body.code]).toEqual([503, 'stripe_unavailable']);
    expect(headers.get('retry-after')).toBe('5');

    await control('DELETE', 'faults');
    const again = await api.post('/bookings', wanted, { key });
    expect(again.status).toBe(201);
    expect(again.body).toMatchObject({ payment_status: 'charged_in_full', captured: 18550 });
    expect(again.body.payments).toHaveLength(1);
  });
});

function misbehave(fault: {
  operation: string;
  kind: string;
  times?: number;
  delay_ms?: number;
  execute?: boolean;
}): Promise<void> {
  return control('POST', 'faults', fault);
}

/** Tells the sandbox, over HTTP, how to behave. */
async function control(method: string, path: string, said: object = {}): Promise<void> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(said)) body.set(name, String(value));
  const response = await fetch(`${purser.sandbox.url}/sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${purser.sandbox.secretKey}` },
    ...(method === 'POST' && { body }),
  });
  if (!response.ok) throw new Error(`The sandbox refused ${path}: ${await response.text()}`);
}

async function until(
  ask: () => Promise<ApiAnswer>,
  holds: (answer: ApiAnswer) => boolean,
): Promise<ApiAnswer> {
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    await pause(100);
  }
}

async function intentsOf(booking: BookingJson) {
  const customer = booking.customer.stripe_customer ?? '';
  const { data } = await purser.running.stripe.paymentIntents.list({ customer, limit: 100 });
  return data;
}
