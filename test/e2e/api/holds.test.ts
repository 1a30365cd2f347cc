import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { PaymentJson } from '../../../src/interfaces/api/v1/payments/payment.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

describe('a hold', () => {
  it('reserves the money until it is captured in part; the rest is given back', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 18550);
    expect(hold.status).toBe(201);
    expect(hold.body).toMatchObject({ kind: 'hold', state: 'authorized', captured: 0 });
    expect(Date.parse(hold.body.capture_before ?? '')).toBeGreaterThan(Date.now());

    const key = randomUUID();
    const capture = () => api.post(`/payments/${hold.body.id}/capture`, { amount: 10000 }, { key });
    const captured = await capture();
    expect(captured.status).toBe(201);
    expect(captured.body).toMatchObject({
      id: hold.body.id,
      state: 'succeeded',
      amount: 18550,
      captured: 10000,
      operation: null,
    });
    await stripeHasTold('payment_intent.succeeded', captured.body);
    const again = await capture();
    expect([again.status, again.body]).toEqual([201, captured.body]);

    const [intent] = await intentsOf(booking);
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 10000 });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      payment_status: 'partially_charged',
      captured: 10000,
      refunded: 0,
      waived: 0,
      held: 0,
      chargeable: 8550,
    });
  });

  it('is captured in full unless told otherwise', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 18550);
    const { status, body } = await api.post(`/payments/${hold.body.id}/capture`, {}, { key: randomUUID() });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'succeeded', captured: 18550 });
  });

  it('is given back, and then can’t be captured', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 18550);
    const key = randomUUID();
    const release = () => api.post(`/payments/${hold.body.id}/release`, {}, { key });
    const released = await release();
    expect(released.status).toBe(201);
    expect(released.body).toMatchObject({ state: 'released', captured: 0 });
    await stripeHasTold('payment_intent.canceled', released.body);
    const again = await release();
    expect([again.status, again.body]).toEqual([201, released.body]);

    const late = await api.post(`/payments/${hold.body.id}/capture`, {}, { key: randomUUID() });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ code: 'payment_state', state: 'released', needed: 'authorized' });
    expect(late.body.detail).toContain('released');
    const [intent] = await intentsOf(booking);
    expect(intent).toMatchObject({ status: 'canceled', amount_received: 0 });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({ held: 0, chargeable: 18550 });
  });

  it('is captured once, however many requests ask for it at once', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 18550);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.insist(`/payments/${hold.body.id}/capture`, { amount: 500 }, key)),
    );
    expect(answers.map(({ status, body }) => [status, body.captured])).toEqual(
      Array.from({ length: 10 }, () => [201, 500]),
    );
  });

  it('lets one of two captures that are decided at once through', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 18550);
    const capture = (amount: number) =>
      api.post(`/payments/${hold.body.id}/capture`, { amount }, { key: randomUUID() });
    const answers = await Promise.all([capture(1000), capture(2000)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(['operation_under_way', 'payment_state']).toContain(refused?.body.code);
  });

  it('is not captured beyond what is held', async () => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 10000);
    const { status, body } = await api.post(
      `/payments/${hold.body.id}/capture`,
      { amount: 10001 },
      { key: randomUUID() },
    );
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'over_held', amount: 10001, held: 10000 });
  });

  it.each([0, -1, 1.5, 2 ** 53])('is not captured for %d', async (amount) => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 10000);
    const { status, body } = await api.post(
      `/payments/${hold.body.id}/capture`,
      { amount },
      { key: randomUUID() },
    );
    expect([status, body.errors]).toEqual([
      422,
      [{ field: 'amount', message: expect.stringContaining('from 1 to 9007199254740991') }],
    ]);
    expect((await api.get(`/payments/${hold.body.id}`)).body).toMatchObject({
      state: 'authorized',
      operation: null,
    });
  });

  it.each(['capture', 'release'])('needs a key to %s', async (operation) => {
    const booking = await api.register();
    const hold = await api.hold(booking.id, 10000);
    const { status, body } = await api.post(`/payments/${hold.body.id}/${operation}`, {});
    expect([status, body.code]).toEqual([400, 'idempotency_key_required']);
    expect((await api.get(`/payments/${hold.body.id}`)).body.state).toBe('authorized');
  });

  it('is declined like a charge', async () => {
    const booking = await api.register({ payment_method: 'pm_card_chargeDeclined' });
    const { status, body } = await api.hold(booking.id, 10000);
    expect(status).toBe(402);
    expect(body).toMatchObject({ code: 'declined', payment: { kind: 'hold', state: 'declined' } });
  });

  it('counts against what may be charged', async () => {
    const booking = await api.register();
    await api.hold(booking.id, 10000);
    const { status, body } = await api.charge(booking.id, 8551);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'over_chargeable', chargeable: 8550 });
  });
});

it('a charge can’t be captured or released', async () => {
  const booking = await api.register();
  const charge = await api.charge(booking.id, 10000);
  for (const operation of ['capture', 'release']) {
    const answer = await api.post(`/payments/${charge.body.id}/${operation}`, {}, { key: randomUUID() });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'payment_state', state: 'succeeded' });
  }
});

async function intentsOf(booking: BookingJson) {
  const { data } = await purser.running.stripe.paymentIntents.list({
    customer: booking.customer.stripe_customer ?? '',
    limit: 100,
  });
  return data;
}

/** Until an event of this type has arrived for the payment, and all that did are taken in. */
async function stripeHasTold(type: string, payment: PaymentJson): Promise<void> {
  for (;;) {
    const [events] = await purser.running.dataSource.query<{ told: boolean; applied: boolean }[]>(
      `SELECT bool_or(type = $1) AS told, bool_and(state = 'applied') AS applied
         FROM stripe_events WHERE payment_intent = $2`,
      [type, payment.stripe_payment_intent],
    );
    if (events?.told && events.applied) return;
    await pause(50);
  }
}
