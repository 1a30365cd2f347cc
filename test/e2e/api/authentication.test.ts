import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { CustomerLinkJson } from '../../../src/interfaces/api/v1/customer-links/customer-link.json.js';
import { ApiClient } from '../../support/api-client.js';
import { CustomerVisit } from '../../support/customer-visit.js';
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
afterEach(async () => {
  await stripe.behave();
  await stripe.webhooks('normal');
});

async function now({ id }: BookingJson): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

/** A booking with a charge, or hold, of 100 that waits for the customer, and the link by which they authenticate. */
async function aWaitingPayment(kind: 'charge' | 'hold' = 'charge', card = 'pm_card_authenticationRequired') {
  const booking = await api.register({ payment_method: card });
  const { status, body } = await api[kind](booking.id, 10000);
  expect([status, body.code]).toEqual([402, 'authentication_required']);
  const made = await api.post(`/payments/${body.payment.id}/authentication-links`, {}, { key: randomUUID() });
  expect(made.status).toBe(201);
  const link = made.body as unknown as CustomerLinkJson;
  return { booking, payment: body.payment.id, link, customer: new CustomerVisit(purser, link.url) };
}

async function takenFor({ id }: BookingJson) {
  const { payment_intents: all } = await stripe.books();
  return all
    .filter(({ metadata }) => metadata.purser_booking === id)
    .map(({ status, amount_received: received, amount_capturable: held }) => ({ status, received, held }));
}

describe('a payment that the customer must authenticate', () => {
  it('is finished by their link, with the same PaymentIntent', async () => {
    const { booking, link, customer } = await aWaitingPayment();
    expect((await customer.open()).text).toContain('Confirm with your bank');
    const { status, location } = await customer.press();
    expect([status, new URL(location).origin]).toEqual([303, purser.sandbox.url]);
    const answered = await customer.answer(location, 'succeed');
    expect(answered.location).toContain(`${link.url}/back?payment_intent=pi_`);
    expect((await customer.comeBack()).location).toBe(new URL(link.url).pathname);
    expect((await customer.open()).text).toContain('Thank you, it is paid');
    expect(await now(booking)).toMatchObject({ captured: 10000, flags: [] });
    expect(await takenFor(booking)).toEqual([{ status: 'succeeded', received: 10000, held: 0 }]);
  });

  it('reserves a hold likewise, and needs no way back: its webhook tells', async () => {
    const { booking, customer } = await aWaitingPayment('hold');
    const { location } = await customer.press();
    await customer.answer(location, 'succeed');
    await until(async () => (await now(booking)).held === 10000);
  });

  it('can be tried again after a failure', async () => {
    const { booking, customer } = await aWaitingPayment();
    const first = await customer.press();
    await customer.answer(first.location, 'fail');
    await customer.comeBack();
    const shown = await customer.open();
    expect(shown.text).toContain('Try again with your bank');
    expect(await now(booking)).toMatchObject({ in_flight: 10000, flags: ['action_required'] });
    const second = await customer.press();
    await customer.answer(second.location, 'succeed');
    await until(async () => (await now(booking)).captured === 10000);
    expect(await takenFor(booking)).toEqual([{ status: 'succeeded', received: 10000, held: 0 }]);
  });

  it('declined by the bank after all, is chargeable again', async () => {
    const { booking, customer } = await aWaitingPayment(
      'charge',
      'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    );
    const { location } = await customer.press();
    await customer.answer(location, 'succeed');
    await customer.comeBack();
    const shown = await customer.open();
    expect([shown.status, shown.text.includes('Your bank declined it')]).toEqual([410, true]);
    expect(await now(booking)).toMatchObject({ in_flight: 0, chargeable: 18550 });
  });

  it('isn’t owed any more: there is nothing to confirm, and Stripe takes nothing', async () => {
    const { booking, link, customer } = await aWaitingPayment();
    const cash = { amount: 18550, method: 'cash' };
    const { status } = await api.post(`/bookings/${booking.id}/collections`, cash, { key: randomUUID() });
    expect(status).toBe(201);
    expect((await customer.press()).location).toBe(new URL(link.url).pathname);
    const shown = await customer.open();
    expect([shown.status, shown.text.includes('There is nothing to confirm any more')]).toEqual([410, true]);
    expect(await now(booking)).toMatchObject({ captured: 0, overpaid: 0 });
    expect((await takenFor(booking)).map(({ received }) => received)).toEqual([0]);
  });

  it('given up, is canceled in Stripe and chargeable again; the link says so', async () => {
    const { booking, payment, customer } = await aWaitingPayment();
    const bank = await customer.press();
    const key = randomUUID();
    const given = await api.post(`/payments/${payment}/cancel`, {}, { key });
    expect([given.status, given.body.state]).toEqual([201, 'canceled']);
    expect((await api.post(`/payments/${payment}/cancel`, {}, { key })).status).toBe(201);
    expect((await customer.answer(bank.location, 'succeed')).status).toBe(303);
    expect((await customer.open()).status).toBe(410);
    expect(await now(booking)).toMatchObject({ chargeable: 18550, flags: [] });
    expect(await takenFor(booking)).toEqual([{ status: 'canceled', received: 0, held: 0 }]);
  });

  it('is given up once Stripe answers again, and until then can’t be charged again', async () => {
    const { booking, payment } = await aWaitingPayment();
    await stripe.webhooks('drop');
    // However many others are canceled meanwhile, and however soon recovery looks: nothing was done.
    await stripe.misbehave({ operation: 'cancel', kind: 'lose_request', times: 1000 });
    const given = await api.post(`/payments/${payment}/cancel`, {}, { key: randomUUID() });
    expect([given.status, given.body.operation]).toMatchObject([202, { kind: 'cancel', in_doubt: true }]);
    expect((await api.charge(booking.id, 18550)).body.code).toBe('over_chargeable');
    await stripe.behave();
    await until(async () => (await now(booking)).chargeable === 18550);
    expect((await now(booking)).payments[0]?.state).toBe('canceled');
  });

  it('one that doesn’t wait can’t be given up, nor a customer asked for it', async () => {
    const booking = await api.register();
    const { body } = await api.charge(booking.id, 10000);
    for (const path of ['cancel', 'authentication-links']) {
      const refused = await api.post(`/payments/${body.id}/${path}`, {}, { key: randomUUID() });
      expect([refused.status, refused.body.code]).toEqual([409, 'payment_state']);
    }
  });
});
