import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { aNewBooking, ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

describe('registering a booking', () => {
  it('answers with the booking, where it is, and its version', async () => {
    const phone = '+351 21 000 0000';
    const customer = {
      name: 'Nora Lindqvist',
      email: 'Nora@Example.com',
      phone,
      payment_method: 'pm_card_visa',
    };
    const wanted = aNewBooking({ customer });
    const { status, headers, body } = await api.post('/bookings', wanted);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/bookings/${body.id}`);
    expect(headers.get('etag')).toBe(`"${body.version}"`);
    expect(body).toMatchObject({
      reference: wanted.reference,
      payment_status: 'not_charged',
      flags: [],
      customer: {
        name: 'Nora Lindqvist',
        email: 'Nora@Example.com',
        phone,
        stripe_customer: expect.stringMatching(/^cus_/),
        card: { brand: 'visa', last4: '4242' },
      },
      service: 'Sunset sailing, 2 people',
      starts_at: '2031-05-01T17:30:00.000Z',
      payment_option: 'later',
      currency: 'USD',
      total: { amount: 18550, currency: 'USD' },
      outstanding: 18550,
      chargeable: 18550,
      captured: 0,
      payments: [],
    });
    expect((await api.get(`/bookings/${body.id}`)).body).toEqual(body);
  });

  it('charges now when asked to', async () => {
    const booking = await api.register({ payment_option: 'charge_now' });
    expect(booking).toMatchObject({
      payment_status: 'charged_in_full',
      captured: 18550,
      outstanding: 0,
      payments: [{ kind: 'charge', state: 'succeeded', amount: 18550, created_by: { kind: 'api' } }],
    });
  });

  it('holds now when asked to', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    expect(booking).toMatchObject({ payment_status: 'authorized', held: 18550, chargeable: 0 });
    expect(booking.payments[0]?.capture_before).toBe(booking.hold_expires_at);
  });

  it('keeps the booking when the card is refused', async () => {
    const booking = await api.register({
      payment_option: 'charge_now',
      payment_method: 'pm_card_chargeDeclined',
    });
    expect(booking).toMatchObject({ payment_status: 'not_charged', flags: ['last_charge_declined'] });
    expect(booking.payments).toMatchObject([{ state: 'declined' }]);
  });

  it('refuses a reference that is taken', async () => {
    const { reference } = await api.register();
    const { status, body } = await api.post('/bookings', aNewBooking({ reference }));
    expect({ status, code: body.code, reference: body.reference }).toEqual({
      status: 409,
      code: 'reference_taken',
      reference,
    });
  });

  it('gets the same booking again under the same key, whatever the order of the fields', async () => {
    const key = randomUUID();
    const wanted = aNewBooking({ payment_option: 'charge_now' });
    const first = await api.post('/bookings', wanted, { key });
    const turned = Object.fromEntries(Object.entries(wanted).reverse());
    const again = await api.post('/bookings', turned, { key });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.body.payments).toHaveLength(1);
  });

  it('refuses the same key for another booking, and a key that can’t be one', async () => {
    const key = randomUUID();
    await api.post('/bookings', aNewBooking(), { key });
    const reused = await api.post('/bookings', aNewBooking(), { key });
    expect([reused.status, reused.body.code]).toEqual([409, 'idempotency_key_reused']);
    const long = await api.post('/bookings', aNewBooking(), { key: 'x'.repeat(256) });
    expect([long.status, long.body.code]).toEqual([400, 'malformed_idempotency_key']);
  });

  it('counts in the currency’s own minor units', async () => {
    const yen = await api.register({
      total: { amount: 5000, currency: 'JPY' },
      payment_option: 'charge_now',
    });
    expect(yen).toMatchObject({ currency: 'JPY', captured: 5000, payment_status: 'charged_in_full' });
  });
});

describe('listing bookings', () => {
  const mark = `Zürich-${randomUUID()}`;
  let registered: BookingJson[];

  beforeAll(async () => {
    registered = [];
    for (const [index, option] of ['later', 'charge_now', 'pre_authorize', 'later', 'later'].entries()) {
      registered.push(
        await api.register({
          reference: `${mark}-${index}`,
          payment_option: option,
          starts_at: `2031-06-0${5 - index}T10:00:00Z`,
        }),
      );
    }
  });

  it('pages through all of them once, newest first', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    const query = `q=${encodeURIComponent(mark)}&limit=2`;
    do {
      const { body } = await api.get(`/bookings?${query}&cursor=${cursor}`);
      expect(body.data.length).toBeLessThanOrEqual(2);
      seen.push(...body.data.map(({ reference }) => reference));
      cursor = body.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual([4, 3, 2, 1, 0].map((index) => `${mark}-${index}`));
  });

  it('finds any part of reference, name or e-mail address, in any case', async () => {
    const [booking] = registered;
    const parts = [mark.slice(3).toUpperCase(), booking?.customer.email.slice(3, 30) ?? ''];
    for (const part of parts) {
      const { body } = await api.get(`/bookings?q=${encodeURIComponent(part)}`);
      expect(body.data.map(({ id }) => id)).toContain(booking?.id);
    }
    expect((await api.get('/bookings?q=LINDQ&limit=1')).body.data).toHaveLength(1);
    expect((await api.get('/bookings?q=%25')).body.data).toEqual([]);
  });

  it('keeps to a status, and sorts', async () => {
    const query = `q=${encodeURIComponent(mark)}`;
    const charged = await api.get(`/bookings?${query}&status=charged_in_full`);
    expect(charged.body).toMatchObject({ data: [{ reference: `${mark}-1` }], next_cursor: null });
    const { body } = await api.get(`/bookings?${query}&sort=starts_at&limit=200`);
    expect(body.data[0]?.reference).toBe(`${mark}-4`);
  });

  it('refuses a cursor of another order', async () => {
    const { body } = await api.get('/bookings?limit=1');
    const { status, body: refused } = await api.get(
      `/bookings?limit=1&sort=starts_at&cursor=${body.next_cursor}`,
    );
    expect([status, refused.code]).toEqual([422, 'invalid_cursor']);
  });
});

describe('changing what is owed', () => {
  const total = (amount: number, currency = 'USD') => ({ total: { amount, currency } });

  it('names the version it was decided on', async () => {
    const { id, version } = await api.register();
    const { status, headers, body } = await api.patch(`/bookings/${id}`, total(20000), { ifMatch: version });
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: { amount: 20000, currency: 'USD' }, outstanding: 20000 });
    expect(body.version).toBeGreaterThan(version);
    expect(headers.get('etag')).toBe(`"${body.version}"`);
  });

  it('is refused without a version', async () => {
    const { id } = await api.register();
    const { status, body } = await api.patch(`/bookings/${id}`, total(20000));
    expect([status, body.code]).toEqual([428, 'if_match_required']);
  });

  it('is refused on a version that is no longer the current one', async () => {
    const { id, version } = await api.register();
    await api.patch(`/bookings/${id}`, total(20000), { ifMatch: version });
    const { status, body } = await api.patch(`/bookings/${id}`, total(30000), { ifMatch: version });
    expect([status, body.code]).toEqual([412, 'booking_changed']);
    expect((await api.get(`/bookings/${id}`)).body.total.amount).toBe(20000);
  });

  it('accepts any version only when told so, and no tag that isn’t one', async () => {
    const { id, version } = await api.register();
    expect((await api.patch(`/bookings/${id}`, total(20000), { ifMatch: '*' })).status).toBe(200);
    const bare = await api.patch(`/bookings/${id}`, total(20000), { ifMatch: String(version) });
    expect([bare.status, bare.body.code]).toEqual([400, 'malformed_if_match']);
    expect((await api.patch(`/bookings/${id}`, total(20000), { ifMatch: '"abc"' })).status).toBe(412);
  });

  it('settles how the customer is to pay, without asking Stripe for anything', async () => {
    const { id, version } = await api.register();
    const changed = await api.patch(
      `/bookings/${id}`,
      { payment_option: 'charge_now' },
      { ifMatch: version },
    );
    expect(changed.body).toMatchObject({
      payment_option: 'charge_now',
      version: version + 1,
      payments: [],
      chargeable: 18550,
    });
    const same = await api.patch(
      `/bookings/${id}`,
      { payment_option: 'charge_now' },
      { ifMatch: version + 1 },
    );
    expect(same.body.version).toBe(version + 1);
    const never = await api.patch(`/bookings/${id}`, { payment_option: 'never' }, { ifMatch: '*' });
    expect([never.status, never.body.code]).toEqual([422, 'validation_failed']);
  });

  it('stays in the currency, and changes something', async () => {
    const { id, version } = await api.register();
    const other = await api.patch(`/bookings/${id}`, total(20000, 'EUR'), { ifMatch: version });
    expect([other.status, other.body.code]).toEqual([422, 'currency_mismatch']);
    const nothing = await api.patch(`/bookings/${id}`, {}, { ifMatch: version });
    expect([nothing.status, nothing.body.code]).toEqual([422, 'nothing_to_change']);
    const zero = await api.patch(`/bookings/${id}`, total(0), { ifMatch: version });
    expect([zero.status, zero.body.code]).toEqual([422, 'validation_failed']);
    expect((await api.get(`/bookings/${id}`)).body.version).toBe(version);
  });
});
