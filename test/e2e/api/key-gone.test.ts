import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Metrics } from '../../../src/infrastructure/observability/metrics.js';
import { StripePaymentGateway } from '../../../src/infrastructure/stripe/stripe-payment-gateway.js';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { PaymentJson } from '../../../src/interfaces/api/v1/payments/payment.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser({ PURSER_STRIPE_KEY_TTL_SECONDS: '1' });
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

beforeEach(() => control('POST', 'webhooks', { mode: 'hold' }));
afterEach(() => control('DELETE', 'faults'));

describe('a charge in doubt whose key is no longer relied upon', () => {
  it('is found where Stripe did it, and never sent again', async () => {
    const { booking, payment } = await aChargeThatMeets('lose_answer');
    expect(await settled(payment)).toMatchObject({ state: 'succeeded', captured: 10000 });
    expect(await intentsOf(booking)).toHaveLength(1);
  });

  it('is told from a later PaymentIntent that somebody made with a copy of its metadata', async () => {
    const { booking, payment } = await aChargeThatMeets('lose_answer', (charge, stripeCustomer) =>
      purser.running.stripe.paymentIntents.create({
        amount: 7700,
        currency: 'usd',
        customer: stripeCustomer,
        metadata: { purser_payment: charge.id, purser_booking: charge.booking },
      }),
    );
    expect(await settled(payment)).toMatchObject({ state: 'succeeded', captured: 10000 });
    expect(await intentsOf(booking)).toHaveLength(2);
  });

  it('failed when Stripe has no such payment, and what it was for can be charged again', async () => {
    const { booking, payment } = await aChargeThatMeets('lose_request');
    expect(await settled(payment)).toMatchObject({ state: 'failed', captured: 0 });
    expect(await intentsOf(booking)).toEqual([]);
    expect((await api.charge(booking.id, 18550)).status).toBe(201);
  });

  it('is canceled in Stripe, and failed, when Stripe had made it and never attempted it', async () => {
    const { booking, payment } = await aChargeThatMeets('lose_request', (charge, stripeCustomer) =>
      purser.running.stripe.paymentIntents.create({
        amount: charge.amount,
        currency: 'usd',
        customer: stripeCustomer,
        metadata: { purser_payment: charge.id, purser_booking: charge.booking },
      }),
    );
    expect(await settled(payment)).toMatchObject({ state: 'failed', captured: 0 });
    const [intent, ...others] = await intentsOf(booking);
    expect(others).toEqual([]);
    expect(intent).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      in_flight: 0,
      chargeable: 18550,
    });
  });
});

it('a payment is looked for on both sides of the time at which Purser’s clock says that it was requested', async () => {
  const gateway = new StripePaymentGateway(purser.running.stripe, new Metrics());
  const booking = await api.register();
  const { body } = await api.charge(booking.id, 10000);
  const anHour = 60 * 60 * 1000;
  for (const ahead of [-12, 0, 12]) {
    const requestedAt = new Date(Date.now() + ahead * anHour);
    const found = await gateway.find(body.id, booking.customer.stripe_customer ?? '', requestedAt);
    expect(found).toMatchObject({ payment: body.id, report: { paymentIntent: body.stripe_payment_intent } });
  }
});

/** Stripe can't be asked about it before `meanwhile` has happened there. */
async function aChargeThatMeets(
  kind: 'lose_answer' | 'lose_request',
  meanwhile: (charge: PaymentJson, stripeCustomer: string) => Promise<unknown> = () => Promise.resolve(),
): Promise<{ booking: BookingJson; payment: string }> {
  const booking = await api.register();
  await control('POST', 'faults', { operation: 'create_payment_intent', kind, times: 2 });
  await control('POST', 'faults', { operation: 'list_payment_intents', kind: '500_before', times: 100 });
  const { status, body } = await api.charge(booking.id, 10000, randomUUID());
  expect([status, body.state]).toEqual([202, 'in_doubt']);
  await meanwhile(body, booking.customer.stripe_customer ?? '');
  await control('DELETE', 'faults');
  return { booking, payment: body.id };
}

async function settled(payment: string): Promise<PaymentJson> {
  for (;;) {
    const { body } = await api.get(`/payments/${payment}`);
    if (body.state !== 'in_doubt') return body;
    await pause(100);
  }
}

async function intentsOf(booking: BookingJson) {
  const customer = booking.customer.stripe_customer ?? '';
  const { data } = await purser.running.stripe.paymentIntents.list({ customer, limit: 100 });
  return data;
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
