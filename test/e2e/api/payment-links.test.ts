import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { CustomerLinkJson } from '../../../src/interfaces/api/v1/customer-links/customer-link.json.js';
import { ApiClient, type ApiAnswer } from '../../support/api-client.js';
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

function asLink({ body }: ApiAnswer): CustomerLinkJson {
  return body as unknown as CustomerLinkJson;
}

function ask(booking: BookingJson, body: object = {}, key: string = randomUUID()): Promise<ApiAnswer> {
  return api.post(`/bookings/${booking.id}/payment-links`, body, { key });
}

async function now({ id }: BookingJson): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

async function state(link: CustomerLinkJson): Promise<string> {
  return asLink(await api.get(`/payment-links/${link.id}`)).state;
}

async function aLink(body: object = {}) {
  const booking = await api.register();
  const link = asLink(await ask(booking, body));
  return { booking, link, customer: new CustomerVisit(purser, link.url) };
}

/** What Stripe took for a booking, and by how many PaymentIntents. */
async function takenFor({ id }: BookingJson) {
  const { payment_intents: all } = await stripe.books();
  const own = all.filter(({ metadata }) => metadata.purser_booking === id);
  return { intents: own.length, received: own.reduce((sum, { amount_received: each }) => sum + each, 0) };
}

describe('a payment link', () => {
  it('asks for what is outstanding, or a part; the same key makes one link', async () => {
    const booking = await api.register();
    const key = randomUUID();
    const made = await ask(booking, {}, key);
    expect(made.status).toBe(201);
    expect(asLink(made)).toMatchObject({ purpose: 'pay', state: 'open', amount: 18550, paid: 0 });
    expect(asLink(await ask(booking, {}, key)).id).toBe(asLink(made).id);
    expect(asLink(await ask(booking, { amount: 5000, days: 1 })).amount).toBe(5000);
    const { body } = await api.get(`/bookings/${booking.id}/payment-links`);
    expect((body.data as unknown[]).length).toBe(2);
    expect(await now(booking)).toMatchObject({ in_flight: 0, chargeable: 18550 });
  });

  it('is refused for more than is owed', async () => {
    const booking = await api.register();
    const { status, body } = await ask(booking, { amount: 18551 });
    expect([status, body.code, body.outstanding]).toEqual([422, 'over_outstanding', 18550]);
  });

  it('leads to Stripe’s page; once paid there, the booking follows, with or without its webhooks', async () => {
    for (const mode of ['normal', 'drop'] as const) {
      await stripe.webhooks(mode);
      const { booking, link, customer } = await aLink();
      const shown = await customer.open();
      expect([shown.status, shown.headers.get('x-robots-tag')]).toEqual([200, 'noindex, nofollow']);
      expect(shown.headers.get('referrer-policy')).toBe('no-referrer');
      expect(shown.text).toContain('Pay US$185.50');
      const { status, location } = await customer.press();
      expect(status).toBe(303);
      expect(await now(booking)).toMatchObject({ in_flight: 18550, chargeable: 0, flags: [] });
      const paid = await customer.pay(location);
      expect(paid.location).toBe(`${link.url}/back`);
      if (mode === 'drop') await customer.comeBack();
      await until(async () => (await now(booking)).payment_status === 'charged_in_full');
      expect((await customer.open()).text).toContain('Thank you, it’s paid');
      expect(await state(link)).toBe('paid');
      expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
      // A customer is who did it.
      expect((await now(booking)).payments.map(({ created_by: { kind } }) => kind)).toEqual(['customer']);
    }
  });

  it('opened in two tabs, pays once', async () => {
    const { booking, customer } = await aLink();
    const [one, two] = await Promise.all([customer.press(), customer.press()]);
    const pages = [one, two].filter(({ status }) => status === 303).map(({ location }) => location);
    expect(new Set(pages).size).toBe(1);
    const [page = ''] = pages;
    await customer.pay(page);
    await customer.pay(page);
    await until(async () => (await now(booking)).captured === 18550);
    const again = await customer.press();
    expect([again.status, again.location]).toEqual([303, new URL((await aLinkOf(booking)).url).pathname]);
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
  });

  it('tries another card after a decline, on the same page', async () => {
    const { booking, customer } = await aLink();
    const { location } = await customer.press();
    expect((await customer.pay(location, 'pm_card_chargeDeclined')).status).toBe(402);
    await until(async () => (await now(booking)).payments[0]?.decline !== null);
    expect(await now(booking)).toMatchObject({ in_flight: 18550, payments: [{ state: 'requires_action' }] });
    await customer.pay(location);
    await until(async () => (await now(booking)).captured === 18550);
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
  });

  it('has nothing left to pay once the balance is settled by a charge', async () => {
    const { booking, link, customer } = await aLink();
    await api.charge(booking.id, 18550);
    const shown = await customer.open();
    expect([shown.status, shown.text.includes('nothing left to pay')]).toEqual([410, true]);
    expect((await customer.press()).location).toBe(new URL(link.url).pathname);
    expect(await state(link)).toBe('settled');
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
  });

  it('says so when what is left is too little for a card', async () => {
    const { booking, link, customer } = await aLink();
    await api.charge(booking.id, 18501);
    const shown = await customer.open();
    expect([shown.status, shown.text.includes('What is left, US$0.49, is too little')]).toEqual([410, true]);
    expect(await state(link)).toBe('settled');
    await customer.press();
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18501 });
  });

  it('stopped, leads nowhere, and its open page is over', async () => {
    const { booking, link, customer } = await aLink();
    const { location } = await customer.press();
    const stopped = await api.post(`/payment-links/${link.id}/stop`);
    expect([stopped.status, asLink(stopped).state]).toEqual([200, 'stopped']);
    expect(await now(booking)).toMatchObject({ in_flight: 0, chargeable: 18550 });
    await customer.pay(location);
    expect((await customer.open()).status).toBe(410);
    expect(await takenFor(booking)).toEqual({ intents: 0, received: 0 });
  });

  it('tells who mistyped it that it leads nowhere', async () => {
    const stranger = new CustomerVisit(purser, `${purser.url}/l/${'x'.repeat(32)}`);
    expect((await stranger.open()).status).toBe(404);
    expect((await stranger.press()).status).toBe(404);
    expect((await new CustomerVisit(purser, `${purser.url}/l/no`).open()).status).toBe(404);
  });

  it('is mailed once for each wish to', async () => {
    const { booking, link } = await aLink({ send: true });
    const key = randomUUID();
    await api.post(`/payment-links/${link.id}/send`, undefined, { key });
    await api.post(`/payment-links/${link.id}/send`, undefined, { key });
    const [row] = await purser.running.dataSource.query<{ count: string }[]>(
      `SELECT count(*) FROM mails WHERE cause LIKE $1`,
      [`customer-link:${link.id}:%`],
    );
    expect(row?.count).toBe('2');
    expect(booking.id).toBe(link.booking);
  });

  async function aLinkOf(booking: BookingJson): Promise<CustomerLinkJson> {
    const { body } = await api.get(`/bookings/${booking.id}/payment-links`);
    const [link] = (body as unknown as { data: CustomerLinkJson[] }).data;
    if (!link) throw new Error('The booking has no link.');
    return link;
  }
});

describe('a page for more than is owed by now', () => {
  it('is over, and the next one asks for what is left', async () => {
    const { booking, customer } = await aLink();
    const { location } = await customer.press();
    const cash = { amount: 10000, method: 'cash' };
    const { status } = await api.post(`/bookings/${booking.id}/collections`, cash, { key: randomUUID() });
    expect(status).toBe(201);
    expect((await customer.press()).location).toBe(new URL(customer.link).pathname);
    expect((await customer.open()).text).toContain('Pay US$85.50');
    await customer.pay(location);
    await customer.pay((await customer.press()).location);
    await until(async () => (await now(booking)).outstanding === 0);
    expect(await now(booking)).toMatchObject({ captured: 8550, collected: 10000, overpaid: 0 });
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 8550 });
  });
});

describe('giving up what the customer is paying', () => {
  it('ends Stripe’s page, and the amount can be charged again', async () => {
    const { booking, customer } = await aLink();
    const { location } = await customer.press();
    const [payment] = (await now(booking)).payments;
    const given = await api.post(`/payments/${payment?.id}/cancel`, {}, { key: randomUUID() });
    expect([given.status, given.body.state]).toEqual([201, 'canceled']);
    await customer.pay(location);
    expect((await api.charge(booking.id, 18550)).status).toBe(201);
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
  });

  it('should they have paid meanwhile, says so, and the booking has it', async () => {
    await stripe.webhooks('drop');
    const { booking, customer } = await aLink();
    const { location } = await customer.press();
    await customer.pay(location);
    const [payment] = (await now(booking)).payments;
    const given = await api.post(`/payments/${payment?.id}/cancel`, {}, { key: randomUUID() });
    expect([given.status, given.body.code, given.body.state]).toEqual([409, 'payment_state', 'succeeded']);
    expect(await now(booking)).toMatchObject({ captured: 18550, in_flight: 0 });
  });

  it('a page that somebody ends in Stripe frees the amount by its webhook', async () => {
    const { booking, customer } = await aLink();
    await customer.press();
    const sessions = await purser.running.stripe.checkout.sessions.list({ limit: 1 });
    await purser.running.stripe.checkout.sessions.expire(sessions.data[0]?.id ?? '');
    await until(async () => (await now(booking)).chargeable === 18550);
    expect((await now(booking)).payments[0]?.state).toBe('canceled');
  });
});
