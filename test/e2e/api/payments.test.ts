import { randomUUID } from 'node:crypto';
import { ApiTokens } from '../../../src/application/api-access/api-tokens.port.js';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

describe('a charge', () => {
  it('takes the money and answers with the payment', async () => {
    const booking = await api.register();
    const { status, headers, body } = await api.charge(booking.id, 10000);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/payments/${body.id}`);
    expect(body).toMatchObject({
      booking: booking.id,
      kind: 'charge',
      state: 'succeeded',
      currency: 'USD',
      amount: 10000,
      captured: 10000,
      refunded: 0,
      card: { brand: 'visa', last4: '4242' },
      decline: null,
      operation: null,
      created_by: { kind: 'api', name: 'Environment token' },
    });
    const intent = await purser.running.stripe.paymentIntents.retrieve(body.stripe_payment_intent ?? '');
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 10000,
      metadata: { purser_payment: body.id, purser_booking: booking.id },
    });
    expect((await api.get(`/payments/${body.id}`)).body).toEqual(body);
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      payment_status: 'partially_charged',
      captured: 10000,
      chargeable: 8550,
      payments: [{ id: body.id }],
    });
  });

  it('takes another of the customer’s cards when named', async () => {
    const booking = await api.register();
    const { status, body } = await api.post(
      `/bookings/${booking.id}/charges`,
      { amount: 500, payment_method: 'pm_card_mastercard' },
      { key: randomUUID() },
    );
    expect(status).toBe(201);
    expect(body.card).toMatchObject({ brand: 'mastercard' });
  });

  it('is made once, however many requests ask for it at once', async () => {
    const booking = await api.register();
    const key = randomUUID();
    const ask = () => api.insist(`/bookings/${booking.id}/charges`, { amount: 10000 }, key);
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await intentsOf(booking)).toHaveLength(1);
    const { body } = await api.get(`/bookings/${booking.id}`);
    expect(body).toMatchObject({ captured: 10000, payments: [{ amount: 10000 }] });
  });

  it('is never more than fits, however many decisions come at once', async () => {
    const booking = await api.register();
    const ask = () => api.insist(`/bookings/${booking.id}/charges`, { amount: 5000 }, randomUUID());
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    const having = (wanted: number) => answers.filter(({ status }) => status === wanted);
    expect([having(201).length, having(422).length]).toEqual([3, 47]);
    expect(new Set(having(422).map(({ body }) => body.code))).toEqual(new Set(['over_chargeable']));
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({ captured: 15000, in_flight: 0 });
    expect(await intentsOf(booking)).toHaveLength(3);
  });

  it('gets the same payment for the same key and body, however they are written', async () => {
    const booking = await api.register();
    const key = randomUUID();
    const first = await api.charge(booking.id, 10000, key);
    const again = await api.post(`/bookings/${booking.id}/charges/`, '{ "amount": 1e4 }', { key });
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
  });

  it('refuses the same key for another amount, card, booking or call', async () => {
    const booking = await api.register();
    const other = await api.register();
    const key = randomUUID();
    await api.charge(booking.id, 1000, key);
    const answers = [
      await api.charge(booking.id, 1001, key),
      await api.charge(other.id, 1000, key),
      await api.hold(booking.id, 1000, key),
      await api.post(
        `/bookings/${booking.id}/charges`,
        { amount: 1000, payment_method: 'pm_card_visa' },
        { key },
      ),
    ];
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual([409, 'idempotency_key_reused']);
    }
    expect((await api.get(`/bookings/${booking.id}`)).body.captured).toBe(1000);
    expect((await api.get(`/bookings/${other.id}`)).body.payments).toEqual([]);
  });

  it('has keys of its own for each program', async () => {
    const token = randomUUID();
    await purser.running.app.get(ApiTokens).ensure('Accounting', token);
    const booking = await api.register();
    const key = randomUUID();
    const one = await api.charge(booking.id, 1000, key);
    const two = await api.post(`/bookings/${booking.id}/charges`, { amount: 1000 }, { key, token });
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body.id).not.toBe(one.body.id);
    expect(two.body.created_by).toEqual({ kind: 'api', name: 'Accounting' });
  });

  it.each<[string | undefined, string]>([
    [undefined, 'idempotency_key_required'],
    ['', 'idempotency_key_required'],
    ['x'.repeat(256), 'malformed_idempotency_key'],
    ['schlüssel', 'malformed_idempotency_key'],
  ])('is refused with the key %j', async (key, code) => {
    const booking = await api.register();
    const { status, body } = await api.post(`/bookings/${booking.id}/charges`, { amount: 100 }, { key });
    expect([status, body.code]).toEqual([400, code]);
    expect((await api.get(`/bookings/${booking.id}`)).body.payments).toEqual([]);
  });

  it('takes a key of 255 characters', async () => {
    const booking = await api.register();
    expect((await api.charge(booking.id, 100, 'k'.repeat(255))).status).toBe(201);
  });

  it.each([0, -1, 1.5, 2 ** 53])('of %d is refused', async (amount) => {
    const booking = await api.register();
    const { status, body } = await api.charge(booking.id, amount);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ field: 'amount' }]);
  });

  it('over what is chargeable is refused with the bound, and nothing is sent to Stripe', async () => {
    const booking = await api.register();
    const { status, body } = await api.charge(booking.id, 18551);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'over_chargeable',
      amount: 18551,
      chargeable: 18550,
      currency: 'USD',
      detail: expect.stringContaining('185.50 USD'),
    });
    expect(await intentsOf(booking)).toEqual([]);
  });

  it('under Stripe’s minimum is refused with the bound', async () => {
    const booking = await api.register();
    const { status, body } = await api.charge(booking.id, 49);
    expect([status, body.code]).toEqual([422, 'amount_not_accepted']);
    expect(body.detail).toContain('0.50 USD');
  });

  it('needs a card', async () => {
    const booking = await api.register({ payment_method: null });
    const { status, body } = await api.charge(booking.id, 1000);
    expect([status, body.code]).toEqual([422, 'no_card']);
  });

  it('is refused on a version of the booking that is no longer the current one', async () => {
    const booking = await api.register();
    await api.charge(booking.id, 1000);
    const charge = (ifMatch: number, key: string) =>
      api.post(`/bookings/${booking.id}/charges`, { amount: 1000 }, { key, ifMatch });
    const { status, body } = await charge(booking.version, randomUUID());
    expect([status, body.code]).toEqual([412, 'booking_changed']);
    const { version } = (await api.get(`/bookings/${booking.id}`)).body;
    const key = randomUUID();
    expect((await charge(version, key)).status).toBe(201);
    expect((await charge(version, key)).status).toBe(201);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc'],
  ])('on %s is declined, also when asked again', async (payment_method, decline_code) => {
    const booking = await api.register({ payment_method });
    const key = randomUUID();
    const first = await api.charge(booking.id, 10000, key);
    expect(first.status).toBe(402);
    expect(first.body).toMatchObject({
      code: 'declined',
      decline_code,
      payment: { state: 'declined', captured: 0, decline: { message: first.body.detail } },
    });
    const again = await api.charge(booking.id, 10000, key);
    expect(again.status).toBe(402);
    expect(again.body).toEqual(first.body);
    const { body } = await api.get(`/bookings/${booking.id}`);
    expect(body).toMatchObject({ chargeable: 18550, flags: ['last_charge_declined'] });
    expect(body.payments).toHaveLength(1);
  });

  it('waits for the customer where the bank wants them to authenticate', async () => {
    const booking = await api.register({ payment_method: 'pm_card_authenticationRequired' });
    const key = randomUUID();
    const first = await api.charge(booking.id, 10000, key);
    expect(first.status).toBe(402);
    expect(first.body).toMatchObject({
      code: 'authentication_required',
      payment: { state: 'requires_action', captured: 0 },
    });
    const again = await api.charge(booking.id, 10000, key);
    expect([again.status, again.body]).toEqual([402, first.body]);
    const { body } = await api.get(`/bookings/${booking.id}`);
    expect(body).toMatchObject({ flags: ['action_required'], in_flight: 10000, chargeable: 8550 });
  });

  it('of a customer whom Stripe doesn’t accept fails for certain, and leaves nothing under way', async () => {
    const email = '"nora@home"@example.com';
    const later = await api.register({ email, payment_method: null });
    const { status, body } = await api.post(
      `/bookings/${later.id}/charges`,
      { amount: 1000, payment_method: 'pm_card_visa' },
      { key: randomUUID() },
    );
    expect([status, body.code]).toEqual([402, 'payment_failed']);
    expect(body.detail).toMatch(/Invalid email address/);
    expect((await api.get(`/bookings/${later.id}`)).body).toMatchObject({ in_flight: 0, chargeable: 18550 });

    const now = await api.register({ email, payment_option: 'charge_now' });
    expect(now.payments).toMatchObject([{ state: 'failed' }]);
  });

  it('that Stripe certainly refused says so', async () => {
    const booking = await api.register();
    const key = randomUUID();
    const charge = () =>
      api.post(
        `/bookings/${booking.id}/charges`,
        { amount: 1000, payment_method: 'pm_doesnotexist' },
        { key },
      );
    const { status, body } = await charge();
    expect(status).toBe(402);
    expect(body).toMatchObject({ code: 'payment_failed', payment: { state: 'failed' } });
    expect((await charge()).body).toEqual(body);
  });
});

async function intentsOf(booking: BookingJson) {
  const { data } = await purser.running.stripe.paymentIntents.list({
    customer: booking.customer.stripe_customer ?? '',
    limit: 100,
  });
  return data;
}
