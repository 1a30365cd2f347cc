import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { BookingRefundsJson } from '../../../src/interfaces/api/v1/payments/booking-refunds.json.js';
import { ApiClient } from '../../support/api-client.js';
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

/** Of 185.50: charges of 50 and 80, and 20 in cash. */
async function aBookingPaidInParts(): Promise<BookingJson> {
  const booking = await api.register();
  await api.charge(booking.id, 5000);
  await api.charge(booking.id, 8000);
  await api.post(
    `/bookings/${booking.id}/collections`,
    { amount: 2000, method: 'cash' },
    { key: randomUUID() },
  );
  return now(booking);
}

async function refund({ id }: BookingJson, body: Record<string, unknown> = {}, key: string = randomUUID()) {
  const answer = await api.post(
    `/bookings/${id}/refunds`,
    { reason: 'requested_by_customer', ...body },
    { key },
  );
  return { ...answer, refunds: answer.body as unknown as BookingRefundsJson };
}

async function now({ id }: Pick<BookingJson, 'id'>): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

async function refundedInStripe(booking: BookingJson): Promise<number[]> {
  const { payment_intents: all } = await stripe.books();
  return booking.payments
    .map((payment) => all.find(({ id }) => id === payment.stripe_payment_intent)?.amount_refunded ?? -1)
    .filter((amount) => amount >= 0);
}

describe('a refund of a booking', () => {
  it('goes over its payments, newest first and collections last, each part told by itself', async () => {
    const booking = await aBookingPaidInParts();
    const [first, second, cash] = booking.payments;
    const { status, refunds } = await refund(booking, { amount: 14000, note: 'Rained off' });
    expect(status).toBe(201);
    expect(refunds).toMatchObject({
      booking: booking.id,
      data: [
        {
          payment: second?.id,
          amount: 8000,
          outcome: 'made',
          refund: { status: 'succeeded', note: 'Rained off' },
        },
        { payment: first?.id, amount: 5000, outcome: 'made', refund: { note: 'Rained off' } },
        { payment: cash?.id, amount: 1000, outcome: 'made', refund: { status: 'succeeded' } },
      ],
    });
    expect(await now(booking)).toMatchObject({ refunded: 14000, waived: 14000, outstanding: 3550 });
    expect(await refundedInStripe(booking)).toEqual([5000, 8000]);
  });

  it('is made once for one key, however many ask at once', async () => {
    const booking = await aBookingPaidInParts();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => refund(booking, { amount: 9000 }, key)),
    );
    const ids = new Set(
      answers.map(({ status, refunds }) => `${status === 202 ? 201 : status} ${refunds.id}`),
    );
    expect(ids.size).toBe(1);
    expect(await refundedInStripe(booking)).toEqual([1000, 8000]);
    const other = await refund(booking, { amount: 1 }, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('tells honestly when Stripe refuses a part, and the same again when asked again', async () => {
    const booking = await aBookingPaidInParts();
    const key = randomUUID();
    await stripe.misbehave({ operation: 'refund', kind: 'lose_answer', times: 4 });
    await stripe.webhooks('hold');
    const open = await refund(booking, { amount: 9000, still_owed: true }, key);
    expect(open.status).toBe(202);
    expect(open.refunds.data.map(({ outcome }) => outcome)).toContain('open');
    expect((await now(booking)).flags).toContain('in_doubt');
    await stripe.behave();
    await until(async () => (await refund(booking, { amount: 9000, still_owed: true }, key)).status === 201);
    expect(await now(booking)).toMatchObject({ refunded: 9000, waived: 0, outstanding: 12550 });
    expect(await refundedInStripe(booking)).toEqual([1000, 8000]);
  });

  it('of more than there is to give back is refused with the bound', async () => {
    const booking = await aBookingPaidInParts();
    const { status, body } = await refund(booking, { amount: 15001 });
    expect([status, body]).toMatchObject([422, { code: 'over_refundable', refundable: 15000 }]);
    expect(await refundedInStripe(booking)).toEqual([0, 0]);
  });

  it('that was overpaid gives that back first, and says nothing of a waiver', async () => {
    const booking = await api.register({ payment_option: 'charge_now' });
    await api.patch(
      `/bookings/${booking.id}`,
      { total: { amount: 15000, currency: 'USD' } },
      { ifMatch: (await now(booking)).version },
    );
    expect(await now(booking)).toMatchObject({ overpaid: 3550, flags: ['overpaid'] });
    await refund(booking, { amount: 3550 });
    expect(await now(booking)).toMatchObject({
      overpaid: 0,
      waived: 0,
      outstanding: 0,
      flags: [],
      payment_status: 'charged_in_full',
    });
    await api.patch(
      `/bookings/${booking.id}`,
      { total: { amount: 18550, currency: 'USD' } },
      { ifMatch: (await now(booking)).version },
    );
    expect(await now(booking)).toMatchObject({ waived: 0, outstanding: 3550 });
  });
});

describe('whether a refund made in Stripe is still owed', () => {
  it('is said with one call, and stays so whatever is heard again', async () => {
    const booking = await api.register({ payment_option: 'charge_now' });
    const [payment] = booking.payments;
    const made = await purser.running.stripe.refunds.create({
      payment_intent: payment?.stripe_payment_intent ?? '',
      amount: 4000,
    });
    await until(async () => (await now(booking)).refunded === 4000);
    expect(await now(booking)).toMatchObject({ waived: 4000, outstanding: 0 });
    const path = `/payments/${payment?.id}/refunds/${made.id}`;
    const { status, body } = await api.patch(path, { still_owed: true });
    expect([status, body.refunds[0]?.still_owed]).toEqual([200, true]);
    expect(await now(booking)).toMatchObject({
      waived: 0,
      outstanding: 4000,
      payment_status: 'partially_charged',
    });

    await purser.running.stripe.refunds.update(made.id, { metadata: { seen: 'again' } });
    const again = await api.patch(path, { still_owed: true });
    expect(again.status).toBe(200);
    expect((await now(booking)).outstanding).toBe(4000);
    expect((await api.patch(path, { still_owed: false })).body.refunds[0]?.still_owed).toBe(false);
    const unknown = await api.patch(`/payments/${payment?.id}/refunds/re_nowhere`, { still_owed: true });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'refund_not_found']);
  });

  it('is no question once it failed at the customer’s bank, which the booking shows', async () => {
    const booking = await api.register({
      payment_method: 'pm_card_refundFail',
      payment_option: 'charge_now',
    });
    const [payment] = booking.payments;
    await refund(booking, { amount: 1000 });
    await until(async () => (await now(booking)).flags.includes('refund_failed'));
    const failed = (await now(booking)).payments[0]?.refunds[0];
    const { status, body } = await api.patch(`/payments/${payment?.id}/refunds/${failed?.id}`, {
      still_owed: true,
    });
    expect([status, body.code]).toEqual([409, 'refund_ended']);
    expect((await api.get('/bookings?attention=true')).status).toBeLessThan(500);
  });
});

it('a refund of a collection is written down with its note, and Stripe isn’t asked', async () => {
  const booking = await api.register();
  const key = randomUUID();
  const { body: cash } = await api.post(
    `/bookings/${booking.id}/collections`,
    { amount: 2000, method: 'cash' },
    { key },
  );
  const asked = { amount: 500, reason: 'duplicate', note: 'From the till' };
  const refundKey = randomUUID();
  const { status, body } = await api.post(`/payments/${cash.id}/refunds`, asked, { key: refundKey });
  expect([status, body.refunded, body.refunds]).toMatchObject([
    201,
    500,
    [{ amount: 500, status: 'succeeded', reason: 'duplicate', note: 'From the till' }],
  ]);
  const again = await api.post(`/payments/${cash.id}/refunds`, asked, { key: refundKey });
  expect(again.body.refunded).toBe(500);
});
