import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { KnownCustomerJson } from '../../../src/interfaces/api/v1/customers/customer.json.js';
import type {
  CustomerNoteJson,
  CustomerNotePageJson,
  CustomerPageJson,
  CustomerPaymentPageJson,
  LikelyDuplicatesJson,
} from '../../../src/interfaces/api/v1/customers/customer-record.json.js';
import { ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { Reconciliations } from '../../support/reconciliations.js';
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

const bodyOf = <Json>({ body }: ApiAnswer) => body as unknown as Json;
const problemOf = ({ status, body }: ApiAnswer) => [status, body.code];

async function customer(id: string): Promise<KnownCustomerJson> {
  const answer = await api.get(`/customers/${id}`);
  expect(answer.status).toBe(200);
  return bodyOf<KnownCustomerJson>(answer);
}

async function bookingOf(id: string): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

/** Two customers with a booking of $50 and a card each. */
async function aPair(): Promise<readonly [BookingJson, BookingJson]> {
  const first = await api.register({ total: { amount: 5000, currency: 'USD' } });
  const second = await api.register({
    total: { amount: 5000, currency: 'USD' },
    payment_method: 'pm_card_mastercard',
  });
  return [first, second];
}

function merge(survivor: string, merged: string, more: object = {}, key = randomUUID()) {
  return api.post(
    `/customers/${survivor}/merges`,
    { customer: merged, reason: 'Same person on the phone', ...more },
    { key },
  );
}

async function balancesOf(...ids: string[]) {
  const sums: Record<string, number> = {};
  for (const id of ids)
    for (const { currency, outstanding } of (await customer(id)).balances)
      sums[currency] = (sums[currency] ?? 0) + outstanding;
  return sums;
}

describe('customers', () => {
  it('are listed, searched by any part of what they are known by, and paged', async () => {
    const mark = randomUUID().slice(0, 8);
    for (const n of [1, 2, 3])
      await api.register({
        customer: {
          name: `Zoë ${mark} ${n}`,
          email: `Z${n}.${mark}@example.com`,
          phone: `+351 21 ${mark.replaceAll(/\D/g, '')} 000${n}`,
        },
        payment_method: null,
      });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `q=ZOË ${mark}&limit=2&sort=name${cursor ? `&cursor=${cursor}` : ''}`;
      const page: CustomerPageJson = bodyOf(await api.get(`/customers?${query}`));
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual([1, 2, 3].map((n) => `Zoë ${mark} ${n}`));
    const newest = bodyOf<CustomerPageJson>(
      await api.get(`/customers?q=${mark}@EXAMPLE&owing=true&cards=none`),
    );
    expect(newest.data.map(({ email }) => email)).toEqual([3, 2, 1].map((n) => `Z${n}.${mark}@example.com`));
    expect(newest.data[0]).toMatchObject({
      card: null,
      balances: [{ currency: 'USD', bookings: 1 }],
      last_booking_at: expect.any(String),
    });
    expect(problemOf(await api.get('/customers?cursor=nonsense'))).toEqual([422, 'invalid_cursor']);
    expect(problemOf(await api.get('/customers?sort=shoe_size'))).toEqual([422, 'validation_failed']);
  });

  it('are among those without a card once their last one is gone, and not before', async () => {
    const booking = await api.register();
    const { id, email } = booking.customer;
    const cardless = async () =>
      bodyOf<CustomerPageJson>(await api.get(`/customers?q=${email}&cards=none`)).data.map((each) => each.id);
    expect(await cardless()).toEqual([]);
    const { cards } = await customer(id);
    expect((await api.send('DELETE', `/customers/${id}/cards/${cards[0]?.id ?? ''}`)).status).toBeLessThan(
      300,
    );
    await until(async () => (await customer(id)).cards.length === 0);
    expect(await cardless()).toEqual([id]);
  });

  it('are corrected by who saw them as they are, and keep their own address', async () => {
    const [one, other] = await aPair();
    const { id, version } = await customer(one.customer.id);
    const email = `corrected-${randomUUID()}@example.com`;
    const changed = await api.patch(
      `/customers/${id}`,
      { name: 'Corrected', email },
      { ifMatch: `"${version}"` },
    );
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ name: 'Corrected', email, version: version + 1 });
    expect(
      problemOf(await api.patch(`/customers/${id}`, { phone: '1' }, { ifMatch: `"${version}"` })),
    ).toEqual([412, 'cards_changed']);
    const taken = await api.patch(`/customers/${id}`, { email: other.customer.email.toUpperCase() });
    expect(problemOf(taken)).toEqual([409, 'email_taken']);
    expect(taken.body).toMatchObject({ customer: other.customer.id });
    expect(problemOf(await api.patch(`/customers/${id}`, {}))).toEqual([422, 'nothing_to_change']);
    expect(problemOf(await api.patch(`/customers/${randomUUID()}`, { name: 'X' }))).toEqual([
      404,
      'customer_not_found',
    ]);
    expect((await bookingOf(one.id)).customer.email).toBe(one.customer.email);
  });

  it('are corrected in each of their customers in Stripe, in the background', async () => {
    const [one, other] = await aPair();
    await merge(one.customer.id, other.customer.id);
    const { id, stripe_customers: there, in_stripe: before } = await customer(one.customer.id);
    expect([there.length, before]).toEqual([2, { status: 'up_to_date', reason: null }]);
    const email = `told-${randomUUID()}@example.com`;
    // Longer than Stripe takes: it is kept here.
    const phone = '+351 21 000 0000 ext. 725';
    await api.patch(`/customers/${id}`, { name: 'Told Twice', email, phone });
    await until(async () => (await customer(id)).in_stripe.status === 'up_to_date');
    expect((await customer(id)).phone).toBe(phone);
    for (const each of there)
      expect(await purser.running.stripe.customers.retrieve(each)).toMatchObject({
        name: 'Told Twice',
        email,
        phone: null,
        invoice_settings: { default_payment_method: expect.any(String) },
      });
  });

  it('can be charged though Stripe doesn’t take their phone number', async () => {
    const phone = '+351 21 000 0000 ext. 725';
    const email = `far-${randomUUID()}@example.com`;
    const { id, customer: of } = await api.register({
      customer: { name: 'Far Away', email, phone, payment_method: 'pm_card_visa' },
    });
    expect(of).toMatchObject({ phone, stripe_customer: expect.any(String) });
    expect((await api.charge(id, 5000)).status).toBe(201);
  });

  it('have notes, which are added once, and removed', async () => {
    const { customer: of } = await api.register();
    const notes = `/customers/${of.id}/notes`;
    const key = randomUUID();
    const text = 'Calls <b>back</b>\nbefore noon';
    const first = bodyOf<CustomerNoteJson>(await api.post(notes, { text }, { key }));
    expect(bodyOf<CustomerNoteJson>(await api.post(notes, { text }, { key })).id).toBe(first.id);
    await api.post(notes, { text: 'Second' });
    const { data } = bodyOf<CustomerNotePageJson>(await api.get(notes));
    expect(data.map((note) => note.text)).toEqual(['Second', text]);
    expect(data[1]?.added_by).toMatchObject({ kind: 'api' });
    expect(problemOf(await api.post(notes, { text: '  ' }))).toEqual([422, 'validation_failed']);
    expect(problemOf(await api.post(notes, { text: 'x'.repeat(2001) }))).toEqual([422, 'validation_failed']);
    for (const _twice of [1, 2]) expect((await api.send('DELETE', `${notes}/${first.id}`)).status).toBe(200);
    expect(problemOf(await api.send('DELETE', `${notes}/${randomUUID()}`))).toEqual([404, 'note_not_found']);
    expect(bodyOf<CustomerNotePageJson>(await api.get(notes)).data).toHaveLength(1);
  });
});

describe('a merge', () => {
  it('gives the survivor everything, to the cent, and leads there from the other', async () => {
    const [one, other] = await aPair();
    await api.post(`/customers/${other.customer.id}/notes`, { text: 'Of the other' });
    const before = await balancesOf(one.customer.id, other.customer.id);
    const merged = await merge(one.customer.id, other.customer.id, { keep: { email: 'other' } });
    expect(merged.status).toBe(201);
    const survivor = bodyOf<KnownCustomerJson>(merged);
    expect(survivor).toMatchObject({
      id: one.customer.id,
      email: other.customer.email,
      merged: [other.customer.id],
      stripe_customers: [one.customer.stripe_customer, other.customer.stripe_customer],
    });
    expect(survivor.cards.map(({ last4, stripe_customer: of }) => [last4, of])).toEqual([
      ['4242', one.customer.stripe_customer],
      ['4444', other.customer.stripe_customer],
    ]);
    expect(await customer(other.customer.id)).toEqual(survivor);
    expect(await balancesOf(one.customer.id)).toEqual(before);
    expect((await bookingOf(other.id)).customer.id).toBe(one.customer.id);
    expect(
      bodyOf<CustomerNotePageJson>(await api.get(`/customers/${one.customer.id}/notes`)).data,
    ).toHaveLength(1);
    const again = await api.register({
      customer: { name: 'Anybody', email: one.customer.email.toUpperCase() },
      payment_method: null,
    });
    expect(again.customer.id).toBe(one.customer.id);
    const found = bodyOf<CustomerPageJson>(await api.get(`/customers?q=${one.customer.email}`));
    expect(found.data.map(({ id }) => id)).toEqual([one.customer.id]);
  });

  it('is made once', async () => {
    const [one, other] = await aPair();
    const key = randomUUID();
    const [first, second] = await Promise.all(
      [1, 2].map(() => merge(one.customer.id, other.customer.id, {}, key)),
    );
    expect([first?.status, second?.status]).toEqual([201, 201]);
    expect((await merge(one.customer.id, other.customer.id, {}, key)).body).toEqual(
      (await merge(one.customer.id, other.customer.id)).body,
    );
    expect(problemOf(await merge(one.customer.id, other.customer.id, { reason: 'Else' }, key))).toEqual([
      409,
      'idempotency_key_reused',
    ]);
  });

  it('is refused where it can’t be, and says why', async () => {
    const [one, other] = await aPair();
    const [third] = await aPair();
    expect(problemOf(await merge(one.customer.id, one.customer.id))).toEqual([422, 'same_customer']);
    expect(problemOf(await merge(one.customer.id, randomUUID()))).toEqual([404, 'customer_not_found']);
    expect(problemOf(await merge(one.customer.id, other.customer.id, { version: 9 }))).toEqual([
      409,
      'cards_changed',
    ]);
    await merge(one.customer.id, other.customer.id);
    const late = await merge(third.customer.id, other.customer.id);
    expect(problemOf(late)).toEqual([409, 'customer_merged']);
    expect(late.body).toMatchObject({ into: one.customer.id });
    const link = await api.post(
      `/bookings/${third.id}/holds`,
      { amount: 700, payment_method: 'pm_card_authenticationRequired' },
      { key: randomUUID() },
    );
    expect(link.status).toBe(402);
    const waits = await merge(one.customer.id, third.customer.id);
    expect(problemOf(waits)).toEqual([409, 'merge_while_under_way']);
    expect(waits.body).toMatchObject({ bookings: third.reference, waits_for_customer: true });
  });

  it('leaves every card where it is in Stripe: charges, holds, captures and refunds go on with either', async () => {
    const { stripe } = purser.running;
    const [one, other] = await aPair();
    const hold = await api.post(`/bookings/${other.id}/holds`, { amount: 2000 }, { key: randomUUID() });
    await merge(one.customer.id, other.customer.id);
    const { cards } = await customer(one.customer.id);
    const charged: string[] = [];
    for (const card of cards) {
      const charge = await api.post(
        `/bookings/${one.id}/charges`,
        { amount: 1000, payment_method: card.id },
        { key: randomUUID() },
      );
      expect([charge.status, charge.body.state]).toEqual([201, 'succeeded']);
      const intent = await stripe.paymentIntents.retrieve(String(charge.body.stripe_payment_intent));
      expect(intent).toMatchObject({ customer: card.stripe_customer, payment_method: card.id });
      charged.push(String(charge.body.id));
    }
    const captured = await api.post(`/payments/${String(hold.body.id)}/capture`, {}, { key: randomUUID() });
    expect([captured.status, captured.body.captured]).toEqual([201, 2000]);
    for (const payment of charged) {
      const refund = await api.post(
        `/payments/${payment}/refunds`,
        { amount: 300, reason: 'requested_by_customer' },
        { key: randomUUID() },
      );
      expect(refund.status).toBe(201);
    }
    const { data } = bodyOf<CustomerPaymentPageJson>(
      await api.get(`/customers/${other.customer.id}/payments`),
    );
    expect(data.map(({ reference, captured: taken, refunded }) => [reference, taken, refunded])).toEqual([
      [one.reference, 1000, 300],
      [one.reference, 1000, 300],
      [other.reference, 2000, 0],
    ]);
    expect(await bookingOf(one.id)).toMatchObject({ captured: 2000, refunded: 600 });
  });

  it('hears of what happens in Stripe to either', async () => {
    const { stripe } = purser.running;
    const [one, other] = await aPair();
    await merge(one.customer.id, other.customer.id);
    const [there, here] = [other.customer.stripe_customer ?? '', one.customer.stripe_customer ?? ''];
    for (const whose of [there, here]) {
      const card = await stripe.paymentMethods.attach('pm_card_amex', { customer: whose });
      await until(async () =>
        (await customer(one.customer.id)).cards.some(
          ({ id, stripe_customer: its }) => id === card.id && its === whose,
        ),
      );
      await stripe.paymentIntents.create({
        amount: 1234,
        currency: 'usd',
        customer: whose,
        payment_method: card.id,
        confirm: true,
        off_session: true,
      });
    }
    await until(async () => {
      const { body } = await api.get('/unmatched-payments?limit=200');
      const mine = (body.data as { customer: { id: string } }[]).filter(
        ({ customer: of }) => of.id === one.customer.id,
      );
      return mine.length === 2;
    });
  });

  it('is no obstacle to recovery, disputes and the deep look at Stripe, for either', async () => {
    const { stripe } = purser.running;
    const [one, other] = await aPair();
    const early = await api.charge(other.id, 1000);
    await merge(one.customer.id, other.customer.id);
    const { cards } = await customer(one.customer.id);
    const moved = cards.find(({ last4 }) => last4 === '4444');

    await controls.misbehave({ operation: 'create_payment_intent', kind: 'lose_answer', times: 4 });
    const body = { amount: 700, payment_method: moved?.id };
    const lost = await api.post(`/bookings/${one.id}/charges`, body, { key: randomUUID() });
    expect(lost.status).toBe(202);
    await until(async () => (await bookingOf(one.id)).captured === 700);
    await controls.behave();

    await controls.openDispute(String(early.body.stripe_payment_intent));
    await until(async () => (await bookingOf(other.id)).flags.includes('disputed'));

    await controls.webhooks('drop');
    const intents = await Promise.all(
      cards.map(({ id, stripe_customer: whose }) =>
        stripe.paymentIntents.create({
          amount: 2345,
          currency: 'usd',
          customer: whose,
          payment_method: id,
          confirm: true,
          off_session: true,
        }),
      ),
    );
    await new Reconciliations(purser).run();
    await controls.webhooks('normal');
    const found = (await api.unmatched('?limit=200')).data.filter(
      ({ customer: of }) => of.id === one.customer.id,
    );
    expect(found.map((payment) => payment.stripe_payment_intent).toSorted()).toEqual(
      intents.map(({ id }) => id).toSorted(),
    );
  });

  it('is suggested where two are alike', async () => {
    const mark = randomUUID().slice(0, 8);
    const phone = '+44 20 7946 0123';
    const [one] = [
      await api.register({
        customer: { name: `Ida ${mark}`, email: `ida.${mark}@example.com` },
        payment_method: null,
      }),
    ];
    await api.register({
      customer: { name: `IDA ${mark}`, email: `ida.${mark}+tours@example.com`, phone },
      payment_method: null,
    });
    await api.register({
      customer: { name: 'Nobody like her', email: `n.${mark}@example.com`, phone },
      payment_method: null,
    });
    const alike = bodyOf<LikelyDuplicatesJson>(await api.get(`/customers/${one.customer.id}/duplicates`));
    expect(alike.data).toMatchObject([{ name: `IDA ${mark}`, likenesses: ['email', 'name'] }]);
  });
});
