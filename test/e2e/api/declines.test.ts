import { randomUUID } from 'node:crypto';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

const intentsOf = async (customer: string | null) =>
  (await purser.running.stripe.paymentIntents.list({ customer: customer ?? '', limit: 100 })).data;

describe('a declined charge', () => {
  it('says what to do, what to tell the customer, and what Stripe and the network advise', async () => {
    const booking = await api.register({ payment_method: 'pm_card_chargeDeclinedInsufficientFunds' });
    const { status, body } = await api.charge(booking.id, 1000);
    expect(status).toBe(402);
    const told = {
      decline_code: 'insufficient_funds',
      next_step: 'use_another_card',
      advice_code: 'try_again_later',
      customer_message: 'Your card doesn’t have enough funds. Please use another card.',
    };
    expect(body).toMatchObject({
      code: 'declined',
      detail: 'Not enough funds on the card. Try a smaller amount or another card.',
      ...told,
      payment: {
        decline: {
          code: 'card_declined',
          message: body.detail,
          network_advice_code: null,
          network_decline_code: '51',
          retryable: true,
          ...told,
        },
      },
    });
  });

  it('hides from the customer that a card was stolen', async () => {
    const booking = await api.register({ payment_method: 'pm_card_chargeDeclinedStolenCard' });
    const { body } = await api.charge(booking.id, 1000);
    expect(body).toMatchObject({
      detail: expect.stringContaining('reported stolen'),
      customer_message: expect.not.stringContaining('stolen'),
      next_step: 'do_not_retry',
      advice_code: 'do_not_try_again',
      payment: { decline: { retryable: false } },
    });
  });
});

describe('a card that was declined for good', () => {
  it('is not sent to Stripe again, on this booking or another of the customer’s', async () => {
    const email = `${randomUUID()}@example.com`;
    const card = 'pm_card_chargeDeclinedExpiredCard';
    const first = await api.register({ payment_method: card, email });
    const second = await api.register({ payment_method: card, email });
    expect((await api.charge(first.id, 1000)).status).toBe(402);
    const { body: booking } = await api.get(`/bookings/${first.id}`);

    for (const { id } of [first, second]) {
      const refused = await api.charge(id, 1000);
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({
        code: 'card_must_not_be_retried',
        decline_code: 'expired_card',
        try_again_at: null,
      });
      const hold = await api.post(`/bookings/${id}/holds`, { amount: 1000 }, { key: randomUUID() });
      expect([hold.status, hold.body.code]).toEqual([409, 'card_must_not_be_retried']);
    }
    expect((await api.get(`/bookings/${first.id}`)).body).toEqual(booking);
    expect(await intentsOf(first.customer.stripe_customer)).toHaveLength(1);
  });

  it('doesn’t stand in the way of another card', async () => {
    const booking = await api.register({ payment_method: 'pm_card_chargeDeclinedExpiredCard' });
    await api.charge(booking.id, 1000);
    const other = { amount: 1000, payment_method: 'pm_card_mastercard' };
    const { status } = await api.post(`/bookings/${booking.id}/charges`, other, { key: randomUUID() });
    expect(status).toBe(201);
  });
});

describe('a card that is declined again and again', () => {
  it('is left alone after as many retries as Stripe advises, and says until when', async () => {
    const booking = await api.register({ payment_method: 'pm_card_chargeCustomerFail' });
    for (let attempt = 0; attempt < 9; attempt += 1)
      expect((await api.charge(booking.id, 1000)).status).toBe(402);
    const { status, body } = await api.charge(booking.id, 1000);
    expect([status, body.code]).toEqual([409, 'card_retried_too_often']);
    const { payments } = (await api.get(`/bookings/${booking.id}`)).body;
    const oldest = new Date(payments[0]?.created_at ?? '').getTime();
    expect(body).toMatchObject({
      declines: 9,
      try_again_at: new Date(oldest + 14 * 24 * 3600 * 1000).toISOString(),
    });
    expect(payments).toHaveLength(9);
    expect(await intentsOf(booking.customer.stripe_customer)).toHaveLength(9);

    // The same number, kept once more.
    const { stripe_customer: customer } = booking.customer;
    const again = await purser.running.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer ?? '',
    });
    await until(async () => {
      const { body: known } = await api.get(`/customers/${booking.customer.id}`);
      return JSON.stringify(known).includes(again.id);
    });
    const other = { amount: 1000, payment_method: again.id };
    const refused = await api.post(`/bookings/${booking.id}/charges`, other, { key: randomUUID() });
    expect([refused.status, refused.body.code]).toEqual([409, 'card_retried_too_often']);
    expect(await intentsOf(booking.customer.stripe_customer)).toHaveLength(9);
  });
});

describe('a declined payment', () => {
  it('can’t be paid in Stripe any more, so that a new charge is the only one', async () => {
    const booking = await api.register({ payment_method: 'pm_card_chargeCustomerFail' });
    await api.charge(booking.id, 10000);
    const { intent } = await declinedIntent(booking.id);
    await until(
      async () => (await purser.running.stripe.paymentIntents.retrieve(intent)).status === 'canceled',
    );
    expect((await declinedIntent(booking.id)).state).toBe('declined');
  });

  it('is closed once Stripe answers again', async () => {
    const controls = new StripeControls(purser);
    await controls.misbehave({ operation: 'cancel', kind: '500_before', times: 4 });
    const booking = await api.register({ payment_method: 'pm_card_chargeCustomerFail' });
    await api.charge(booking.id, 10000);
    const { intent } = await declinedIntent(booking.id);
    await until(
      async () => (await purser.running.stripe.paymentIntents.retrieve(intent)).status === 'canceled',
    );
    await controls.behave();
  });

  async function declinedIntent(id: string) {
    const [payment] = (await api.get(`/bookings/${id}`)).body.payments;
    return { intent: payment?.stripe_payment_intent ?? '', state: payment?.state };
  }
});
