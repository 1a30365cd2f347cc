import { randomUUID } from 'node:crypto';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until, untilWithin } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let stripe: StripeControls;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
  stripe = new StripeControls(purser);
});
afterAll(() => purser?.stop());
afterEach(() => stripe.behave());

async function aHeldBooking() {
  const booking = await api.register();
  const { body: hold } = await api.hold(booking.id, 18550);
  return { booking, hold };
}

function renew(hold: string, body: object = {}, key: string = randomUUID()) {
  return api.post(`/payments/${hold}/reauthorize`, body, { key });
}

async function heldInStripe(booking: string) {
  const { payment_intents: all } = await stripe.books();
  return all
    .filter(({ metadata }) => metadata.purser_booking === booking)
    .map(({ amount_capturable }) => amount_capturable);
}

describe('renewing a hold', () => {
  it('places a new one of the same amount, then gives the old one back', async () => {
    const { booking, hold } = await aHeldBooking();
    const key = randomUUID();
    const { status, body } = await renew(hold.id, {}, key);
    expect([status, body.state, body.amount, body.replaces]).toEqual([201, 'authorized', 18550, hold.id]);
    const after = (await api.get(`/bookings/${booking.id}`)).body;
    expect(after).toMatchObject({ held: 18550, chargeable: 0, payment_status: 'authorized' });
    expect(after.payments.map(({ state }) => state)).toEqual(['released', 'authorized']);
    expect(await heldInStripe(booking.id)).toEqual([0, 18550]);
    expect((await renew(hold.id, {}, key)).body.id).toBe(body.id);
    const again = await renew(hold.id);
    expect([again.status, again.body.code]).toEqual([409, 'payment_state']);
  });

  it('keeps the old one when the new one is declined', async () => {
    const { booking, hold } = await aHeldBooking();
    const { status, body } = await renew(hold.id, { payment_method: 'pm_card_chargeDeclined' });
    expect([status, body.code]).toEqual([402, 'declined']);
    expect((await api.get(`/payments/${hold.id}`)).body).toMatchObject({
      state: 'authorized',
      operation: null,
    });
    expect((await heldInStripe(booking.id)).reduce((sum, each) => sum + each, 0)).toBe(18550);
  });

  it('of one that has expired holds the same again', async () => {
    const { booking, hold } = await aHeldBooking();
    await stripe.expire(hold.stripe_payment_intent ?? '');
    await until(async () => (await api.get(`/payments/${hold.id}`)).body.state === 'expired');
    const { status, body } = await renew(hold.id);
    expect([status, body.amount]).toEqual([201, 18550]);
    expect(await heldInStripe(booking.id)).toEqual([0, 18550]);
  });

  it('of more than is owed, or of a charge, is refused', async () => {
    const { hold } = await aHeldBooking();
    const over = await renew(hold.id, { amount: 18551 });
    expect([over.status, over.body]).toMatchObject([422, { code: 'over_chargeable', chargeable: 18550 }]);
    const booking = await api.register({ payment_option: 'charge_now' });
    const charge = await renew(booking.payments[0]?.id ?? '');
    expect([charge.status, charge.body.code]).toEqual([409, 'payment_state']);
  });

  it('whose answer is lost is settled, and the old one is given back then', async () => {
    const { booking, hold } = await aHeldBooking();
    await stripe.misbehave({ operation: 'create_payment_intent', kind: 'lose_answer', times: 4 });
    const { status } = await renew(hold.id);
    expect([201, 202]).toContain(status);
    await stripe.behave();
    await untilWithin(60_000, async () => (await api.get(`/payments/${hold.id}`)).body.state === 'released');
    expect(await heldInStripe(booking.id)).toEqual([0, 18550]);
  }, 90_000);
});
