import { aNewBooking, ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

const LINES = [
  { kind: 'service', description: 'Sunset sailing', quantity: 2, unit_amount: 8000 },
  { kind: 'discount', description: 'Returning guest', unit_amount: 1000 },
  { kind: 'tax', description: 'VAT', unit_amount: 3550 },
];

describe('what a price is made of', () => {
  it('is one line, the service, for a booking made with a total alone', async () => {
    const { lines } = await api.register();
    expect(lines).toEqual([
      {
        kind: 'service',
        description: 'Sunset sailing, 2 people',
        quantity: 1,
        unit_amount: 18_550,
        amount: 18_550,
      },
    ]);
  });

  it('can be told when a booking is made', async () => {
    const { lines } = await api.register({ lines: LINES });
    expect(lines.map(({ amount }) => amount)).toEqual([16_000, 1000, 3550]);
  });

  it('must add up, and says both sums when it doesn’t', async () => {
    const total = { amount: 18_500, currency: 'USD' };
    const { status, body } = await api.post('/bookings', aNewBooking({ lines: LINES, total }));
    expect([status, body.code]).toEqual([422, 'lines_do_not_add_up']);
    expect(body).toMatchObject({ lines: 18_550, total: 18_500 });
    const { id, version } = await api.register();
    const changed = await api.patch(`/bookings/${id}`, { lines: LINES, total }, { ifMatch: version });
    expect([changed.status, changed.body.code]).toEqual([422, 'lines_do_not_add_up']);
  });

  it('names the lines and fields that can’t be, all at once', async () => {
    const lines = [
      { kind: 'gift', description: '', unit_amount: -1 },
      { kind: 'extra', description: 'Wetsuit', quantity: 0, unit_amount: 5 },
    ];
    const { status, body } = await api.post('/bookings', aNewBooking({ lines }));
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors?.map(({ field }) => field)).toEqual([
      'lines.0.kind',
      'lines.0.description',
      'lines.0.unit_amount',
      'lines.1.quantity',
    ]);
    const empty = await api.post('/bookings', aNewBooking({ lines: [] }));
    expect([empty.status, empty.body.code]).toEqual([422, 'validation_failed']);
  });

  it('makes a balance when it is raised after all was taken, and shows what is too much when lowered', async () => {
    const booking = await api.register();
    await api.charge(booking.id, 18_550);
    const { version } = (await api.get(`/bookings/${booking.id}`)).body;
    const more = [...LINES, { kind: 'extra', description: 'Wetsuit', quantity: 2, unit_amount: 1500 }];
    const raised = await api.patch(
      `/bookings/${booking.id}`,
      { lines: more, reason: 'Wetsuits added' },
      { ifMatch: version },
    );
    expect(raised.body).toMatchObject({
      total: { amount: 21_550 },
      outstanding: 3000,
      chargeable: 3000,
      payment_status: 'partially_charged',
    });
    const lowered = await api.patch(
      `/bookings/${booking.id}`,
      { total: { amount: 10_000, currency: 'USD' } },
      { ifMatch: raised.body.version },
    );
    expect(lowered.body).toMatchObject({ outstanding: 0, overpaid: 8550, flags: ['overpaid'] });
    expect(lowered.body.lines.at(-1)).toMatchObject({
      kind: 'discount',
      description: 'Price adjustment',
      amount: 11_550,
    });
  });
});

describe('the facts of a booking', () => {
  it('can be corrected, together with its price, as one change', async () => {
    const booking = await api.register({
      customer: { name: 'Nora Lindqvist', email: 'nora@example.com', phone: '+351 21 000 0000' },
    });
    const { status, body } = await api.patch(
      `/bookings/${booking.id}`,
      {
        service: 'Sunset sailing, 3 people',
        starts_at: '2031-05-02T18:30:00+01:00',
        customer: { email: 'nora.l@example.com', phone: null },
        total: { amount: 20_000, currency: 'USD' },
      },
      { ifMatch: booking.version },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: booking.version + 1,
      service: 'Sunset sailing, 3 people',
      starts_at: '2031-05-02T17:30:00.000Z',
      customer: { id: booking.customer.id, name: 'Nora Lindqvist', email: 'nora.l@example.com', phone: null },
      lines: [{ kind: 'service', description: 'Sunset sailing, 3 people', amount: 20_000 }],
    });
  });
});
