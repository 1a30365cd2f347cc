import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type {
  CardSetupJson,
  KnownCustomerJson,
} from '../../../src/interfaces/api/v1/customers/customer.json.js';
import type { CustomerLinkJson } from '../../../src/interfaces/api/v1/customer-links/customer-link.json.js';
import { ApiClient, type ApiAnswer, type ApiRequest } from '../../support/api-client.js';
import { CustomerVisit } from '../../support/customer-visit.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  purser = await startPurser({ PURSER_RECONCILE_SECONDS: '1' });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
});
afterAll(() => purser?.stop());
afterEach(async () => {
  await controls.behave();
  await controls.webhooks('normal');
});

const customerIn = ({ body }: ApiAnswer) => body as unknown as KnownCustomerJson;
const last4 = ({ cards }: KnownCustomerJson) => cards.map((card) => card.last4);

async function customer(booking: BookingJson): Promise<KnownCustomerJson> {
  const answer = await api.get(`/customers/${booking.customer.id}`);
  expect(answer.status).toBe(200);
  return customerIn(answer);
}

async function withCards(booking: BookingJson, ...cards: string[]): Promise<KnownCustomerJson> {
  let now = await customer(booking);
  await until(
    async () => JSON.stringify(last4((now = await customer(booking)))) === JSON.stringify(cards),
    () => `has ${JSON.stringify(now.cards)}`,
  );
  return now;
}

async function cardSetup(booking: BookingJson, body: object = {}, request: ApiRequest = {}) {
  const answer = await api.post(`/customers/${booking.customer.id}/card-setups`, body, request);
  expect(answer.status).toBe(201);
  return answer.body as unknown as CardSetupJson;
}

/** The person on Stripe's page gives this card. */
async function giveCard({ url }: CardSetupJson, card: string): Promise<void> {
  const session = new URL(url ?? '').pathname.split('/').at(-1) ?? '';
  await purser.running.stripe.rawRequest('POST', `/sandbox/checkout_sessions/${session}/complete`, {
    payment_method: card,
  });
}

describe('a customer', () => {
  it('has the card that came with their booking, as the primary one', async () => {
    const booking = await api.register();
    expect(await customer(booking)).toMatchObject({
      id: booking.customer.id,
      email: booking.customer.email,
      stripe_customer: booking.customer.stripe_customer,
      cards: [{ id: booking.customer.card?.id, last4: '4242', primary: true, expiry: null }],
      refused_card: null,
    });
    const { body } = await api.get(`/customers/${booking.customer.id}/cards`);
    expect(body).toMatchObject({ data: [{ last4: '4242', primary: true }] });
  });

  it('whose card was refused has none, and the reason', async () => {
    const booking = await api.register({ payment_method: 'pm_card_chargeDeclined' });
    expect(await customer(booking)).toMatchObject({
      cards: [],
      refused_card: { id: 'pm_card_chargeDeclined', refused: expect.any(String) },
    });
  });

  it('that nobody knows is not found', async () => {
    for (const id of [randomUUID(), 'nobody']) {
      const { status, body } = await api.get(`/customers/${id}`);
      expect([status, body.code]).toEqual([404, 'customer_not_found']);
    }
  });
});

describe('a card given on Stripe’s page', () => {
  it('is the customer’s within moments, and the primary one if it is the first', async () => {
    const booking = await api.register({ payment_method: null });
    const setup = await cardSetup(booking);
    expect(new URL(setup.url ?? '').origin).toBe(new URL(purser.sandbox.url).origin);
    await giveCard(setup, 'pm_card_mastercard');
    const now = await withCards(booking, '4444');
    const { stripe } = purser.running;
    const there = await stripe.customers.retrieve(now.stripe_customer ?? '');
    expect(there).toMatchObject({ invoice_settings: { default_payment_method: now.cards[0]?.id } });
    const charged = await api.charge(booking.id, 5000);
    expect([charged.status, charged.body.card?.last4]).toEqual([201, '4444']);
  });

  it('joins the others behind the primary one, and is charged when it is named', async () => {
    const booking = await api.register();
    await giveCard(await cardSetup(booking), 'pm_card_amex');
    const { cards } = await withCards(booking, '4242', '8431');
    const { status, body } = await api.post(
      `/bookings/${booking.id}/charges`,
      { amount: 2000, payment_method: cards[1]?.id },
      { key: randomUUID() },
    );
    expect([status, body.card?.last4]).toEqual([201, '8431']);
    const intent = await purser.running.stripe.paymentIntents.retrieve(body.stripe_payment_intent ?? '');
    expect(intent.payment_method).toBe(cards[1]?.id);
  });

  it('is asked for on one page, however often the request is repeated', async () => {
    const booking = await api.register({ payment_method: null });
    const key = randomUUID();
    const first = await cardSetup(booking, {}, { key });
    expect(await cardSetup(booking, {}, { key })).toEqual(first);
    await giveCard(first, 'pm_card_visa');
    expect(await cardSetup(booking, {}, { key })).toMatchObject({
      id: first.id,
      state: 'complete',
      url: null,
    });
    const other = await api.post(
      `/customers/${booking.customer.id}/card-setups`,
      { currency: 'EUR' },
      { key },
    );
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('isn’t asked for while Stripe can’t be reached, nor back to what is no web page', async () => {
    const booking = await api.register();
    const path = `/customers/${booking.customer.id}/card-setups`;
    const wrong = await api.post(path, { return_url: 'javascript:alert(1)' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'validation_failed']);
    await controls.misbehave({ operation: 'create_checkout_session', kind: '500_before', times: 2 });
    const { status, body } = await api.post(path, {});
    expect([status, body.code]).toEqual([503, 'stripe_unavailable']);
  });
});

describe('a customer who is asked for a card by a link', () => {
  const askForCard = async (booking: BookingJson, body: object = {}, key: string = randomUUID()) => {
    const answer = await api.post(`/customers/${booking.customer.id}/card-links`, body, { key });
    expect(answer.status).toBe(201);
    return answer.body as unknown as CustomerLinkJson;
  };

  it('gives one on Stripe’s page, where the same page is open however often they press', async () => {
    const booking = await api.register({ payment_method: null });
    const link = await askForCard(booking, { booking: booking.id });
    expect(link).toMatchObject({ purpose: 'add_card', state: 'open', booking: booking.id });
    const visit = new CustomerVisit(purser, link.url);
    expect((await visit.open()).text).toContain('asks you for a card');
    const { status, location } = await visit.press();
    expect([status, new URL(location).origin]).toEqual([303, new URL(purser.sandbox.url).origin]);
    expect((await visit.press()).location).toBe(location);

    const done = await visit.pay(location, 'pm_card_mastercard');
    expect(done.location).toBe(`${link.url}/back`);
    await visit.comeBack();
    expect((await visit.open()).text).toContain('Mastercard ending in 4444');
    await withCards(booking, '4444');
    expect((await visit.press()).location).toBe(new URL(link.url).pathname);
    expect((await api.get(`/payment-links/${link.id}`)).body).toMatchObject({ state: 'settled' });
    const there = await purser.running.stripe.customers.retrieve(booking.customer.stripe_customer ?? '');
    expect(there).toMatchObject({
      invoice_settings: { default_payment_method: (await customer(booking)).cards[0]?.id },
    });
  });

  it('gives one even if they never come back from Stripe’s page, and a page that expired is made anew', async () => {
    const booking = await api.register({ payment_method: null });
    const visit = new CustomerVisit(purser, (await askForCard(booking)).url);
    const first = (await visit.press()).location;
    const session = new URL(first).pathname.split('/').at(-1) ?? '';
    await purser.running.stripe.checkout.sessions.expire(session);
    const second = (await visit.press()).location;
    expect(second).not.toBe(first);
    await visit.pay(second, 'pm_card_visa');
    await withCards(booking, '4242');
    expect((await visit.open()).text).toContain('your card is saved');
  });

  it('is asked once for the same key, and by mail when that is wanted', async () => {
    const booking = await api.register();
    const key = randomUUID();
    const path = `/customers/${booking.customer.id}/card-setups`;
    const body = { send: 'email', booking: booking.id };
    const [first, again] = [await api.post(path, body, { key }), await api.post(path, body, { key })];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({ state: 'open', url: expect.stringMatching(/\/l\/[\w-]{32}$/) });
    const mails = await purser.running.dataSource.query<{ template: string }[]>(
      `SELECT template FROM mails WHERE recipient_email = $1`,
      [booking.customer.email],
    );
    expect(mails).toEqual([{ template: 'add_card' }]);
  });

  it('isn’t asked for another’s booking, or for longer than a link may last', async () => {
    const [booking, theirs] = [await api.register(), await api.register()];
    const path = `/customers/${booking.customer.id}/card-links`;
    const another = await api.post(path, { booking: theirs.id });
    expect([another.status, another.body.code]).toEqual([422, 'booking_of_another']);
    const long = await api.post(path, { days: 91 });
    expect([long.status, long.body.code]).toEqual([422, 'validation_failed']);
    const nobody = await api.post(`/customers/${randomUUID()}/card-links`, {});
    expect([nobody.status, nobody.body.code]).toEqual([404, 'customer_not_found']);
  });
});

describe('the primary card', () => {
  it('is chosen here and in Stripe, on the cards that were seen', async () => {
    const booking = await api.register();
    await giveCard(await cardSetup(booking), 'pm_card_amex');
    const before = await withCards(booking, '4242', '8431');
    const path = `/customers/${booking.customer.id}/cards/${before.cards[1]?.id ?? ''}`;
    const changed = await api.patch(path, { primary: true }, { ifMatch: before.version });
    expect(changed.status).toBe(200);
    expect(last4(customerIn(changed))).toEqual(['8431', '4242']);
    const there = await purser.running.stripe.customers.retrieve(before.stripe_customer ?? '');
    expect(there).toMatchObject({ invoice_settings: { default_payment_method: before.cards[1]?.id } });

    const late = await api.patch(path, { primary: true }, { ifMatch: before.version });
    expect([late.status, late.body.code]).toEqual([412, 'cards_changed']);
    const not = await api.patch(path, { primary: false });
    expect([not.status, not.body.code]).toEqual([422, 'nothing_to_change']);
    const unknown = await api.patch(`/customers/${booking.customer.id}/cards/pm_other`, { primary: true });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'card_not_found']);
  });
});

describe('a card that is removed', () => {
  it('is gone here and in Stripe, and another one is charged', async () => {
    const booking = await api.register();
    await giveCard(await cardSetup(booking), 'pm_card_amex');
    const { cards } = await withCards(booking, '4242', '8431');
    const path = `/customers/${booking.customer.id}/cards/${cards[0]?.id ?? ''}`;
    const removed = await api.send('DELETE', path);
    expect(removed.status).toBe(200);
    expect(customerIn(removed).cards).toMatchObject([{ last4: '8431', primary: true }]);
    expect((await purser.running.stripe.paymentMethods.retrieve(cards[0]?.id ?? '')).customer).toBeNull();
    const again = await api.send('DELETE', path);
    expect([again.status, again.body.code]).toEqual([404, 'card_not_found']);
    const charged = await api.charge(booking.id, 1000);
    expect([charged.status, charged.body.card?.last4]).toEqual([201, '8431']);
  });

  it('stays while a payment with it is under way', async () => {
    const booking = await api.register({ payment_method: 'pm_card_authenticationRequired' });
    await api.charge(booking.id, 1000);
    const path = `/customers/${booking.customer.id}/cards/${booking.customer.card?.id ?? ''}`;
    const refused = await api.send('DELETE', path);
    expect([refused.status, refused.body.code]).toEqual([409, 'card_in_use']);
  });
});

describe('what happens to cards in Stripe', () => {
  it('is here within moments: attached, default, renewed, detached', async () => {
    const booking = await api.register();
    const { stripe } = purser.running;
    const { stripe_customer: there, id } = await customer(booking).then((now) => ({
      ...now,
      id: now.cards[0]?.id,
    }));
    const amex = await stripe.paymentMethods.attach('pm_card_amex', { customer: there ?? '' });
    await withCards(booking, '4242', '8431');
    await stripe.customers.update(there ?? '', { invoice_settings: { default_payment_method: amex.id } });
    await withCards(booking, '8431', '4242');
    const soon = new Date();
    await stripe.paymentMethods.update(amex.id, {
      card: { exp_month: soon.getUTCMonth() + 1, exp_year: soon.getUTCFullYear() },
    });
    await until(async () => (await customer(booking)).cards[0]?.expiry === 'expiring');
    await stripe.paymentMethods.detach(id ?? '');
    await withCards(booking, '8431');
    await stripe.customers.del(there ?? '');
    await withCards(booking);
  });

  it.each(['shuffle', 'repeat', 'drop'] as const)('comes right when webhooks %s', async (mode) => {
    await controls.webhooks(mode);
    const booking = await api.register();
    const { stripe } = purser.running;
    const there = booking.customer.stripe_customer ?? '';
    const amex = await stripe.paymentMethods.attach('pm_card_amex', { customer: there });
    const master = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: there });
    await stripe.customers.update(there, { invoice_settings: { default_payment_method: master.id } });
    await stripe.paymentMethods.detach(amex.id);
    // What is dropped is found by the sweep.
    if (mode === 'drop')
      await purser.running.dataSource.query('UPDATE event_sweep_cursor SET next_at = now()');
    await withCards(booking, '4444', '4242');
  });
});
