import { randomUUID } from 'node:crypto';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

function collect(booking: string, body: Record<string, unknown> = {}, key: string = randomUUID()) {
  return api.post(`/bookings/${booking}/collections`, { amount: 5000, method: 'cash', ...body }, { key });
}

function reverse(payment: string, reason: unknown = 'Entered twice', key: string = randomUUID()) {
  return api.post(`/payments/${payment}/reversal`, { reason }, { key });
}

describe('a collection', () => {
  it('is recorded with its method, note and day, and counts at once', async () => {
    const booking = await api.register();
    const { status, headers, body } = await collect(booking.id, {
      method: 'bank_transfer',
      note: 'Ref 88-1',
      received_on: '2026-01-15',
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/payments/${body.id}`);
    expect(body).toMatchObject({
      kind: 'collection',
      state: 'succeeded',
      amount: 5000,
      captured: 5000,
      note: 'Ref 88-1',
      stripe_payment_intent: null,
      collection: {
        method: 'bank_transfer',
        method_label: 'Bank transfer',
        received_on: '2026-01-15',
        reversal: null,
      },
    });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      collected: 5000,
      captured: 0,
      outstanding: 13550,
      payment_status: 'partially_charged',
    });
  });

  it('can be all that is outstanding, held or not, and no more', async () => {
    const booking = await api.register();
    await api.hold(booking.id, 18550);
    const over = await collect(booking.id, { amount: 18551 });
    expect([over.status, over.body]).toMatchObject([422, { code: 'over_chargeable', outstanding: 18550 }]);
    expect((await collect(booking.id, { amount: 18550 })).status).toBe(201);
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      payment_status: 'charged_in_full',
      held: 18550,
      outstanding: 0,
    });
  });

  it('is made once for one key, however many ask at once', async () => {
    const booking = await api.register();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => collect(booking.id, {}, key)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    const other = await collect(booking.id, { amount: 1 }, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    expect((await api.get(`/bookings/${booking.id}`)).body.collected).toBe(5000);
  });

  it.each([
    ['of nothing', { amount: 0 }, 422, 'validation_failed'],
    ['of a negative amount', { amount: -5 }, 422, 'validation_failed'],
    ['by a way that nobody knows', { method: 'pebbles' }, 422, 'unknown_collection_method'],
    ['without a way', { method: undefined }, 400, 'malformed_request'],
    ['on no day of the calendar', { received_on: '2026-02-30' }, 422, 'validation_failed'],
    ['on a day to come', { received_on: '2090-01-01' }, 422, 'received_in_future'],
    ['with a note that has no end', { note: 'x'.repeat(501) }, 422, 'validation_failed'],
  ])('%s is refused', async (_what, body, status, code) => {
    const booking = await api.register();
    const answer = await collect(booking.id, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('needs a key and a booking that there is', async () => {
    const booking = await api.register();
    const without = await api.post(`/bookings/${booking.id}/collections`, { amount: 5000, method: 'cash' });
    expect([without.status, without.body.code]).toEqual([400, 'idempotency_key_required']);
    const nowhere = await collect(randomUUID());
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'booking_not_found']);
    const stale = await api.post(
      `/bookings/${booking.id}/collections`,
      { amount: 5000, method: 'cash' },
      { key: randomUUID(), ifMatch: booking.version + 1 },
    );
    expect([stale.status, stale.body.code]).toEqual([412, 'booking_changed']);
  });
});

describe('the reversal of a collection', () => {
  it('is an entry of its own, after which nothing was collected and nothing refunded', async () => {
    const booking = await api.register();
    const { body: payment } = await collect(booking.id);
    const { status, body } = await reverse(payment.id, 'Entered on the wrong booking');
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: payment.id, amount: 5000, captured: 0, refunded: 0 });
    expect(body.collection?.reversal).toMatchObject({
      reason: 'Entered on the wrong booking',
      created_by: { kind: 'api' },
    });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      collected: 0,
      refunded: 0,
      outstanding: 18550,
      payment_status: 'not_charged',
    });
  });

  it('is made once, and says so', async () => {
    const booking = await api.register();
    const { body: payment } = await collect(booking.id);
    const key = randomUUID();
    const first = await reverse(payment.id, 'Twice', key);
    expect(await reverse(payment.id, 'Twice', key)).toMatchObject({ status: 201, body: first.body });
    const again = await reverse(payment.id);
    expect([again.status, again.body.code]).toEqual([409, 'already_reversed']);
  });

  it('of what Stripe took, or without a reason, is refused', async () => {
    const booking = await api.register();
    const { body: charge } = await api.charge(booking.id, 1000);
    const ofCharge = await reverse(charge.id);
    expect([ofCharge.status, ofCharge.body.code]).toEqual([409, 'not_a_collection']);
    const { body: payment } = await collect(booking.id);
    const silent = await reverse(payment.id, ' ');
    expect([silent.status, silent.body.code]).toEqual([422, 'validation_failed']);
  });
});

it('the ways of collecting are listed', async () => {
  const { status, body } = await api.get('/collection-methods');
  expect([status, (body as unknown as { data: { code: string }[] }).data.map(({ code }) => code)]).toEqual([
    200,
    ['cash', 'bank_transfer', 'cheque', 'card_terminal', 'voucher', 'other'],
  ]);
});
