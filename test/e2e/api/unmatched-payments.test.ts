import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { UnmatchedPaymentJson } from '../../../src/interfaces/api/v1/unmatched-payments/unmatched-payment.json.js';
import { ApiClient } from '../../support/api-client.js';
import { paidInStripe } from '../../support/paid-in-stripe.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let stripe: Stripe;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
  stripe = purser.running.stripe;
});
afterAll(() => purser?.stop());

describe('a payment made in Stripe for one of our customers', () => {
  it('is listed within seconds, with who paid and which booking it may be for', async () => {
    const booking = await api.register();
    const [other] = [
      await api.register({ total: { amount: 4000, currency: 'USD' }, email: booking.customer.email }),
    ];
    const intent = await paidInStripe(purser, booking, { description: `Deposit, ${booking.reference}` });
    const { id, ...listed } = await appears(intent);
    expect(listed).toEqual({
      amount: 4000,
      currency: 'USD',
      captured: 4000,
      refunded: 0,
      status: 'succeeded',
      stripe_payment_intent: intent.id,
      customer: {
        id: booking.customer.id,
        name: booking.customer.name,
        email: booking.customer.email,
        stripe_customer: booking.customer.stripe_customer,
      },
      description: `Deposit, ${booking.reference}`,
      created_at: new Date(intent.created * 1000).toISOString(),
      dismissed: null,
      put_back: null,
      suggestions: [
        {
          booking: booking.id,
          reference: booking.reference,
          outstanding: 18550,
          reasons: ['reference', 'customer'],
        },
        {
          booking: other?.id,
          reference: other?.reference,
          outstanding: 4000,
          reasons: ['outstanding', 'customer'],
        },
      ],
    });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is listed as it stands: held, then captured in part, then refunded', async () => {
    const booking = await api.register();
    const intent = await paidInStripe(purser, booking, { capture_method: 'manual' });
    expect(await appears(intent)).toMatchObject({ status: 'authorized', captured: 0 });
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 3000 });
    await appears(intent, { status: 'succeeded', captured: 3000 });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 1000 });
    await appears(intent, { captured: 3000, refunded: 1000 });
  });

  it('is listed no more once it was given back without having been taken', async () => {
    const intent = await paidInStripe(purser, await api.register(), { capture_method: 'manual' });
    await appears(intent);
    await stripe.paymentIntents.cancel(intent.id);
    await until(async () => (await listed(intent)) === undefined);
  });

  it('is none of a stranger’s, and none that was only tried', async () => {
    const booking = await api.register();
    const stranger = await stripe.customers.create({ email: 'stranger@example.com' });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: stranger.id });
    const theirs = await paidInStripe(purser, booking, { customer: stranger.id, payment_method: method.id });
    const tried = await stripe.paymentIntents.create({
      amount: 4000,
      currency: 'usd',
      customer: booking.customer.stripe_customer ?? '',
    });
    // What came after them is there, so they were looked at.
    const ours = await paidInStripe(purser, booking);
    await appears(ours);
    expect([await listed(theirs), await listed(tried)]).toEqual([undefined, undefined]);
  });

  it('is listed though it carries a copy of our metadata, with the booking that this names', async () => {
    const booking = await api.register();
    const { body: charge } = await api.charge(booking.id, 5000);
    const copy = await paidInStripe(purser, booking, {
      metadata: { purser_payment: charge.id, purser_booking: booking.id },
    });
    const { suggestions } = await appears(copy);
    expect(suggestions).toMatchObject([{ booking: booking.id, reasons: ['reference', 'customer'] }]);
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({ captured: 5000, in_flight: 0 });
  });

  it('comes in pages, newest first', async () => {
    const booking = await api.register();
    const made = [];
    for (let number = 0; number < 3; number += 1) made.push(await paidInStripe(purser, booking));
    for (const intent of made) await appears(intent);
    const all = (await api.unmatched('?limit=200')).data.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.unmatched(`?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(paged).toEqual(all);
    expect((await api.get('/unmatched-payments?cursor=nonsense')).body).toMatchObject({
      status: 422,
      code: 'invalid_cursor',
    });
  });
});

describe('linking it', () => {
  it('brings the booking to it, and the booking follows it from then on', async () => {
    const { booking, intent, unmatched } = await paidAside();
    const { status, headers, body } = await link(unmatched.id, booking.id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: booking.id,
      captured: 4000,
      outstanding: 14550,
      payment_status: 'partially_charged',
      payments: [
        {
          id: unmatched.id,
          kind: 'charge',
          state: 'succeeded',
          stripe_payment_intent: intent.id,
          card: { last4: '4242' },
          created_by: { kind: 'api', name: 'Environment token' },
        },
      ],
    });
    expect(headers.get('etag')).toBe(`"${body.version}"`);
    expect(await listed(intent)).toBeUndefined();

    await stripe.refunds.create({ payment_intent: intent.id, amount: 1500 });
    await until(async () => (await api.get(`/bookings/${booking.id}`)).body.refunded === 1500);
    expect(await listed(intent)).toBeUndefined();
  });

  it('of a hold lets it be captured here', async () => {
    const { booking, unmatched } = await paidAside({ capture_method: 'manual' });
    expect((await link(unmatched.id, booking.id)).body).toMatchObject({
      payment_status: 'authorized',
      held: 4000,
    });
    const captured = await api.post(
      `/payments/${unmatched.id}/capture`,
      { amount: 2500 },
      { key: randomUUID() },
    );
    expect(captured).toMatchObject({ status: 201, body: { kind: 'hold', captured: 2500 } });
  });

  it('keeps the money that is more than was owed in sight', async () => {
    const { booking, unmatched } = await paidAside({ amount: 20000 });
    expect((await link(unmatched.id, booking.id)).body).toMatchObject({
      payment_status: 'charged_in_full',
      overpaid: 1450,
      chargeable: 0,
      flags: ['overpaid'],
    });
  });

  it('is done once: the second time says where it is', async () => {
    const { booking, unmatched } = await paidAside();
    const other = await api.register();
    expect((await link(unmatched.id, booking.id)).status).toBe(200);
    for (const id of [booking.id, other.id]) {
      const again = await link(unmatched.id, id);
      expect(again).toMatchObject({
        status: 409,
        body: { code: 'already_linked', booking: booking.id, reference: booking.reference },
      });
    }
    expect((await api.get(`/bookings/${other.id}`)).body.payments).toEqual([]);
  });

  it('is done once when many ask at once, and each of the others is told', async () => {
    const { booking, unmatched } = await paidAside();
    const other = await api.register();
    const answers = await Promise.all(
      [booking.id, other.id, booking.id, other.id].map((id) => link(unmatched.id, id)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const payments = await Promise.all(
      [booking.id, other.id].map(async (id) => (await api.get(`/bookings/${id}`)).body.payments),
    );
    expect(payments.flat()).toHaveLength(1);
  });

  it('under the same key answers the same again', async () => {
    const { booking, unmatched } = await paidAside();
    const key = randomUUID();
    expect((await link(unmatched.id, booking.id, { key })).status).toBe(200);
    expect(await link(unmatched.id, booking.id, { key })).toMatchObject({
      status: 200,
      body: { captured: 4000 },
    });
  });

  it('goes on though the customer was deleted in Stripe', async () => {
    const { booking, intent, unmatched } = await paidAside();
    await stripe.customers.del(booking.customer.stripe_customer ?? '');
    expect((await link(unmatched.id, booking.id)).status).toBe(200);
    await stripe.refunds.create({ payment_intent: intent.id });
    await until(async () => (await api.get(`/bookings/${booking.id}`)).body.payment_status === 'refunded');
  });

  it('to a booking in another currency is refused, and nothing changes', async () => {
    const { unmatched, intent } = await paidAside();
    const inEuro = await api.register({ total: { amount: 18550, currency: 'EUR' } });
    expect(await link(unmatched.id, inEuro.id)).toMatchObject({
      status: 422,
      body: { code: 'currency_mismatch', expected: 'EUR', given: 'USD' },
    });
    expect((await api.get(`/bookings/${inEuro.id}`)).body).toMatchObject({
      version: inEuro.version,
      payments: [],
    });
    expect(await listed(intent)).toBeDefined();
  });

  it('decided on a version that is gone is refused', async () => {
    const { booking, unmatched } = await paidAside();
    await api.charge(booking.id, 500);
    expect(await link(unmatched.id, booking.id, { ifMatch: booking.version })).toMatchObject({
      status: 412,
      body: { code: 'booking_changed' },
    });
  });

  it('while Stripe can’t be asked links nothing', async () => {
    const { booking, unmatched } = await paidAside();
    const controls = new StripeControls(purser);
    await controls.misbehave({ operation: 'retrieve_payment_intent', kind: '500_before', times: 2 });
    expect(await link(unmatched.id, booking.id)).toMatchObject({
      status: 503,
      body: { code: 'stripe_unavailable' },
    });
    await controls.behave();
    expect((await link(unmatched.id, booking.id)).status).toBe(200);
  });

  it('names what isn’t there, and what can’t be', async () => {
    const { booking, unmatched } = await paidAside();
    const problem = async (id: string, body: unknown) => {
      const answer = await api.post(`/unmatched-payments/${id}/link`, body);
      return [answer.status, answer.body.code, answer.body.errors?.map(({ field }) => field)];
    };
    expect(await problem(randomUUID(), { booking: booking.id })).toEqual([
      404,
      'unmatched_payment_not_found',
      undefined,
    ]);
    expect(await problem('nonsense', { booking: booking.id })).toEqual([
      404,
      'unmatched_payment_not_found',
      undefined,
    ]);
    expect(await problem(unmatched.id, { booking: randomUUID() })).toEqual([
      404,
      'booking_not_found',
      undefined,
    ]);
    expect(await problem(unmatched.id, { booking: 'nonsense' })).toEqual([
      422,
      'validation_failed',
      ['booking'],
    ]);
    expect(await problem(unmatched.id, {})).toEqual([400, 'malformed_request', ['booking']]);
  });
});

describe('a payment that is for no booking', () => {
  it('is set aside with a note, and put back, without a trace of it in the books', async () => {
    const { intent, unmatched } = await paidAside();
    const path = `/unmatched-payments/${unmatched.id}/dismissal`;
    const dismissed = await api.post(path, { note: 'A donation' });
    expect(dismissed.status).toBe(200);
    expect(dismissed.body).toMatchObject({
      id: unmatched.id,
      dismissed: { note: 'A donation', by: 'Environment token' },
    });
    expect(await listed(intent)).toBeUndefined();
    const aside = await api.unmatched('?dismissed=true');
    expect(aside.data.map(({ id }) => id)).toContain(unmatched.id);

    // Twice changes nothing; Stripe's later news neither.
    expect((await api.post(path, { note: 'Again' })).body).toEqual(dismissed.body);
    await stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
    await until(async () =>
      (await api.unmatched('?dismissed=true')).data.some(({ refunded }) => refunded === 100),
    );

    expect((await api.send('DELETE', path)).body).toMatchObject({
      id: unmatched.id,
      dismissed: null,
      put_back: { note: 'A donation', by: 'Environment token' },
    });
    expect(await listed(intent)).toMatchObject({ id: unmatched.id, dismissed: null });
    expect((await api.send('DELETE', path)).status).toBe(200);
  });

  it('can be linked all the same, and not be dismissed then', async () => {
    const { booking, unmatched } = await paidAside();
    const path = `/unmatched-payments/${unmatched.id}/dismissal`;
    await api.post(path, { note: 'A donation' });
    expect((await link(unmatched.id, booking.id)).status).toBe(200);
    expect((await api.unmatched('?dismissed=true')).data.map(({ id }) => id)).not.toContain(unmatched.id);
    const { status, body } = await api.post(path, { note: 'A donation' });
    expect([status, body.code, body.booking]).toEqual([409, 'already_linked', booking.id]);
  });

  it('needs a note, and to exist', async () => {
    const { unmatched } = await paidAside();
    const empty = await api.post(`/unmatched-payments/${unmatched.id}/dismissal`, { note: ' ' });
    expect([empty.status, empty.body.code]).toEqual([422, 'validation_failed']);
    const nowhere = await api.post(`/unmatched-payments/${randomUUID()}/dismissal`, { note: 'A donation' });
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'unmatched_payment_not_found']);
  });
});

async function listed({ id }: Stripe.PaymentIntent): Promise<UnmatchedPaymentJson | undefined> {
  const { data } = await api.unmatched('?limit=200');
  return data.find((each) => each.stripe_payment_intent === id);
}

async function appears(
  intent: Stripe.PaymentIntent,
  as: Partial<UnmatchedPaymentJson> = {},
): Promise<UnmatchedPaymentJson> {
  let found = await listed(intent);
  await until(
    async () => {
      found = await listed(intent);
      return (
        found !== undefined &&
        Object.entries(as).every(([name, value]) => found?.[name as keyof typeof as] === value)
      );
    },
    () => `${intent.id} isn’t listed as ${JSON.stringify(as)}: ${JSON.stringify(found)}`,
  );
  if (!found) throw new Error(`${intent.id} isn’t listed.`);
  return found;
}

async function paidAside(
  wanted: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<{ booking: BookingJson; intent: Stripe.PaymentIntent; unmatched: UnmatchedPaymentJson }> {
  const booking = await api.register();
  const intent = await paidInStripe(purser, booking, wanted);
  return { booking, intent, unmatched: await appears(intent) };
}

function link(unmatched: string, booking: string, request: { key?: string; ifMatch?: number } = {}) {
  return api.post(`/unmatched-payments/${unmatched}/link`, { booking }, request);
}
