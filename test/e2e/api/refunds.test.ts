import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
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

function refund(payment: string, body: Record<string, unknown> = {}, key: string = randomUUID()) {
  return api.post(`/payments/${payment}/refunds`, { reason: 'requested_by_customer', ...body }, { key });
}

async function aChargedBooking(amount = 10000, card = 'pm_card_visa') {
  const booking = await api.register({ payment_method: card });
  const { body: payment } = await api.charge(booking.id, amount);
  return { booking, payment };
}

async function now({ id }: BookingJson) {
  return (await api.get(`/bookings/${id}`)).body;
}

async function refundedInStripe(paymentIntent: string | null): Promise<number | undefined> {
  const { payment_intents: all } = await stripe.books();
  return all.find(({ id }) => id === paymentIntent)?.amount_refunded;
}

describe('a refund', () => {
  it('gives back a part, and by default the customer no longer owes it', async () => {
    const { booking, payment } = await aChargedBooking();
    const { status, body } = await refund(payment.id, { amount: 4000, reason: 'duplicate' });
    expect([status, body.captured, body.refunded, body.operation]).toEqual([201, 10000, 4000, null]);
    expect(body.refunds).toMatchObject([
      { amount: 4000, status: 'succeeded', reason: 'duplicate', still_owed: false },
    ]);
    expect(await now(booking)).toMatchObject({ refunded: 4000, waived: 4000, outstanding: 8550 });
    expect(await refundedInStripe(payment.stripe_payment_intent)).toBe(4000);
  });

  it('gives back all that is left when no amount is named, and can leave it owed', async () => {
    const { booking, payment } = await aChargedBooking();
    await refund(payment.id, { amount: 4000 });
    const { status, body } = await refund(payment.id, { still_owed: true });
    expect([status, body.refunded]).toEqual([201, 10000]);
    expect(await now(booking)).toMatchObject({
      refunded: 10000,
      waived: 4000,
      outstanding: 14550,
      payment_status: 'refunded',
    });
    expect(await refundedInStripe(payment.stripe_payment_intent)).toBe(10000);
  });

  it('is made once for one key, however many ask at once', async () => {
    const { payment } = await aChargedBooking();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refund(payment.id, { amount: 1000 }, key)),
    );
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual(
      [],
    );
    expect((await refund(payment.id, { amount: 1000 }, key)).body.refunded).toBe(1000);
    expect(await refundedInStripe(payment.stripe_payment_intent)).toBe(1000);
    const other = await refund(payment.id, { amount: 2000 }, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it.each([
    ['over what was taken', { amount: 10001 }, 422, 'over_refundable'],
    ['of nothing', { amount: 0 }, 422, 'validation_failed'],
    ['of a negative amount', { amount: -1 }, 422, 'validation_failed'],
    ['of a fraction', { amount: 10.5 }, 422, 'validation_failed'],
    ['of more than can be counted', { amount: 2 ** 53 }, 422, 'validation_failed'],
    ['of text', { amount: '100' }, 400, 'malformed_request'],
    ['without a reason', { reason: undefined }, 400, 'malformed_request'],
    ['for a reason that Stripe doesn’t know', { reason: 'because' }, 422, 'validation_failed'],
    ['that is owed perhaps', { still_owed: 'maybe' }, 400, 'malformed_request'],
  ])('%s is refused, and nothing is given back', async (_what, body, status, code) => {
    const { payment } = await aChargedBooking();
    const answer = await refund(payment.id, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await refundedInStripe(payment.stripe_payment_intent)).toBe(0);
  });

  it('of a hold is a conflict that names the state', async () => {
    const booking = await api.register();
    const { body: hold } = await api.hold(booking.id, 10000);
    const { status, body } = await refund(hold.id);
    expect([status, body]).toMatchObject([409, { code: 'payment_state', state: 'authorized' }]);
  });

  it('that Stripe refuses is answered with 402, and the payment stands', async () => {
    const { booking, payment } = await aChargedBooking(10000, 'pm_card_createDispute');
    await until(async () => (await now(booking)).flags.includes('disputed'));
    const { status, body } = await refund(payment.id);
    expect([status, body.code, body.payment.refunded]).toEqual([402, 'refund_refused', 0]);
    expect(body.payment.note).toMatch(/disput|charged? ?back/i);
  });

  it('in doubt is answered with 202, and settles under the same key', async () => {
    // An event of the charge would lead to a look at the payment, which finds the refund.
    await stripe.webhooks('hold');
    const { booking, payment } = await aChargedBooking();
    const key = randomUUID();
    await stripe.misbehave({ operation: 'refund', kind: 'lose_answer', times: 4 });
    const first = await refund(payment.id, { amount: 4000, still_owed: true }, key);
    expect([first.status, first.body.operation]).toMatchObject([
      202,
      { kind: 'refund', amount: 4000, in_doubt: true },
    ]);
    expect((await now(booking)).flags).toContain('in_doubt');
    const other = await refund(payment.id, { amount: 1000 });
    expect([other.status, other.body.code]).toEqual([409, 'operation_under_way']);

    await stripe.behave();
    await until(
      async () => (await refund(payment.id, { amount: 4000, still_owed: true }, key)).status === 201,
    );
    expect(await now(booking)).toMatchObject({ refunded: 4000, waived: 0, outstanding: 12550, flags: [] });
    expect(await refundedInStripe(payment.stripe_payment_intent)).toBe(4000);
  });

  it('that fails at the customer’s bank later comes back into view', async () => {
    const { booking, payment } = await aChargedBooking(10000, 'pm_card_refundFail');
    const { status } = await refund(payment.id);
    expect(status).toBe(201);
    await until(async () => (await now(booking)).refunded === 0);
    expect((await now(booking)).payments[0]?.refunds).toMatchObject([{ status: 'failed', amount: 10000 }]);
  });
});
