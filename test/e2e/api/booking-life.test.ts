import { randomUUID } from 'node:crypto';
import type { EndedBookingJson } from '../../../src/interfaces/api/v1/bookings/booking-life.json.js';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient, type ApiRequest } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';
import { standingInStripe } from '../../support/faults/reckoning.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
});
afterAll(() => purser?.stop());

/** Of 185.50: 100.00 charged, 50.00 held. */
async function aPaidBooking(): Promise<BookingJson> {
  const { id } = await api.register();
  await api.charge(id, 10_000);
  await api.hold(id, 5000);
  return (await api.get(`/bookings/${id}`)).body;
}

async function become(
  what: 'cancellation' | 'completion' | 'no-show' | 'reinstatement',
  id: string,
  body: object = {},
  request: ApiRequest = {},
) {
  const { status, body: answer } = await api.post(`/bookings/${id}/${what}`, body, {
    key: randomUUID(),
    ...request,
  });
  return { status, body: answer as unknown as EndedBookingJson & { readonly code: string } };
}

const inStripe = async (id: string) => standingInStripe(await controls.books(), id);

describe('cancelling a booking', () => {
  it('gives everything back when there is no fee, in Stripe too', async () => {
    const { id } = await aPaidBooking();
    const { status, body } = await become('cancellation', id, { reason: 'Storm' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      booking_status: 'cancelled',
      payment_status: 'refunded',
      total: { amount: 0 },
      refunded: 10_000,
      held: 0,
      outstanding: 0,
      overpaid: 0,
      flags: [],
    });
    expect(body.operations.map(({ kind, amount, outcome }) => [kind, amount, outcome])).toEqual([
      ['release', 5000, 'done'],
      ['refund', 10_000, 'done'],
    ]);
    expect(await inStripe(id)).toMatchObject({ captured: 10_000, refunded: 10_000, held: 0 });
  });

  it('keeps a fee, and gives back what was taken above it', async () => {
    const { id } = await aPaidBooking();
    const { body } = await become('cancellation', id, { fee: 2000 });
    expect(body).toMatchObject({ total: { amount: 2000 }, outstanding: 0, overpaid: 0, refunded: 8000 });
    expect(body.lines.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['service', 18_550],
      ['discount', 18_550],
      ['fee', 2000],
    ]);
    expect(await inStripe(id)).toMatchObject({ captured: 10_000, refunded: 8000, held: 0 });
  });

  it('takes what the fee lacks out of the hold, unless told to release it', async () => {
    const captured = await aPaidBooking();
    const { body } = await become('cancellation', captured.id, { fee: 12_000 });
    expect(body).toMatchObject({ captured: 12_000, held: 0, outstanding: 0 });
    expect(await inStripe(captured.id)).toMatchObject({ captured: 12_000, refunded: 0, held: 0 });

    const released = await aPaidBooking();
    const other = await become('cancellation', released.id, { fee: 12_000, holds: 'release' });
    expect(other.body).toMatchObject({ captured: 10_000, outstanding: 2000, chargeable: 2000 });
    const tooMuch = await api.charge(released.id, 2001);
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'over_chargeable']);
    expect((await api.charge(released.id, 2000)).status).toBe(201);
  });

  it('leaves what was taken for later when asked to, as overpaid', async () => {
    const { id } = await aPaidBooking();
    const { body } = await become('cancellation', id, { taken: 'leave' });
    expect(body).toMatchObject({ overpaid: 10_000, refunded: 0, held: 0, flags: ['overpaid'] });
  });

  it('is done once for one key, and told the same', async () => {
    const { id } = await aPaidBooking();
    const key = randomUUID();
    const first = await become('cancellation', id, { fee: 2000 }, { key });
    const again = await become('cancellation', id, { fee: 2000 }, { key });
    expect(again).toEqual(first);
    const other = await become('cancellation', id, { fee: 3000 }, { key });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    expect(await inStripe(id)).toMatchObject({ refunded: 8000 });
  });

  it('stands when Stripe refuses a part of it, and says which', async () => {
    await controls.webhooks('hold');
    const { id } = await api.register();
    const { body: hold } = await api.hold(id, 5000);
    await purser.running.stripe.paymentIntents.cancel(hold.stripe_payment_intent ?? '');
    const { status, body } = await become('cancellation', id, { fee: 2000 });
    await controls.webhooks('normal');
    expect([status, body.code]).toEqual([402, 'settlement_refused']);
    expect(body).toMatchObject({
      booking: {
        booking_status: 'cancelled',
        outstanding: 2000,
        held: 0,
        operations: [{ kind: 'capture', amount: 2000, outcome: 'refused', note: expect.any(String) }],
      },
    });
  });

  it('is told as under way while Stripe’s answer isn’t known, and settles', async () => {
    await controls.webhooks('hold');
    const { id } = await aPaidBooking();
    await controls.misbehave({ operation: 'refund', kind: 'lose_answer', times: 2 });
    const key = randomUUID();
    const first = await become('cancellation', id, {}, { key });
    expect(first.status).toBe(202);
    expect(first.body.operations).toMatchObject([
      { kind: 'release', outcome: 'done' },
      { kind: 'refund', outcome: 'under_way' },
    ]);
    await controls.webhooks('normal');
    await until(async () => (await become('cancellation', id, {}, { key })).status === 201);
    expect(await inStripe(id)).toMatchObject({ refunded: 10_000, held: 0 });
  });

  it('is refused on a stale version, above the price, and while money waits for the customer', async () => {
    const { id, version } = await aPaidBooking();
    const stale = await become('cancellation', id, {}, { ifMatch: version - 1 });
    expect([stale.status, stale.body.code]).toEqual([412, 'booking_changed']);
    const over = await become('cancellation', id, { fee: 18_551 });
    expect([over.status, over.body.code]).toEqual([422, 'fee_over_price']);
    expect(over.body).toMatchObject({ maximum: 18_550 });
    const keyless = await api.post(`/bookings/${id}/cancellation`, {});
    expect([keyless.status, keyless.body.code]).toEqual([400, 'idempotency_key_required']);

    const waiting = await api.register({ payment_method: 'pm_card_authenticationRequired' });
    await api.charge(waiting.id, 10_000);
    const refused = await become('cancellation', waiting.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'money_under_way']);
    expect(await inStripe(id)).toMatchObject({ captured: 10_000, refunded: 0, held: 5000 });
  });

  it('can be taken back: the price is owed again', async () => {
    const { id } = await aPaidBooking();
    await become('cancellation', id, { fee: 2000 });
    const { status, body } = await become('reinstatement', id, { reason: 'They are coming after all' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      booking_status: 'scheduled',
      total: { amount: 18_550 },
      outstanding: 16_550,
      lines: [{ kind: 'service' }],
    });
  });
});

describe('what else becomes of a booking', () => {
  it('changes nothing about its money', async () => {
    const { id } = await aPaidBooking();
    const before = await inStripe(id);
    expect((await become('completion', id)).body).toMatchObject({ booking_status: 'completed', held: 5000 });
    expect((await become('no-show', id)).body).toMatchObject({ booking_status: 'no_show', operations: [] });
    const refused = await become('cancellation', id);
    expect([refused.status, refused.body.code]).toEqual([409, 'booking_status']);
    expect(await inStripe(id)).toEqual(before);
  });

  it('may cost a fee when nobody came', async () => {
    const { id } = await aPaidBooking();
    const { body } = await become('no-show', id, { fee: 11_000 });
    expect(body).toMatchObject({ booking_status: 'no_show', captured: 11_000, held: 0, outstanding: 0 });
    expect(await inStripe(id)).toMatchObject({ captured: 11_000, held: 0 });
  });

  it('can be listed by', async () => {
    const { id } = await api.register();
    await become('completion', id);
    const completed = await api.get('/bookings?booking_status=completed');
    expect(completed.body.data.map((booking) => booking.id)).toContain(id);
    expect(new Set(completed.body.data.map((booking) => booking.booking_status))).toEqual(
      new Set(['completed']),
    );
    expect((await api.get('/bookings?booking_status=gone')).status).toBe(422);
  });
});
