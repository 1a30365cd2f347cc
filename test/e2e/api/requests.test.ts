import { randomUUID } from 'node:crypto';
import { ApiTokens } from '../../../src/application/api-access/api-tokens.port.js';
import { aNewBooking, ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

describe('a caller of the API', () => {
  it('needs a token', async () => {
    const answer = await api.get('/bookings', { token: null });
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Purser API"');
  });

  it.each(['nonsense', 'a b', ''])('is refused with the token “%s”', async (token) => {
    const answer = await api.get('/bookings', { token });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('is refused when the token was revoked', async () => {
    const tokens = purser.running.app.get(ApiTokens);
    const token = randomUUID();
    await tokens.ensure('Accounting', token);
    expect((await api.get('/bookings', { token })).status).toBe(200);
    await tokens.ensure('Accounting', `${token}-new`);
    expectProblem(await api.get('/bookings', { token }), 401, 'invalid_token');
    await tokens.revoke('Accounting');
    expectProblem(await api.get('/bookings', { token: `${token}-new` }), 401, 'invalid_token');
  });

  it.each(['/nothing', '/bookings/1/2/3', '/', '/Bookings'.toUpperCase() + '/x/y'])(
    'is told that %s is no call',
    async (path) => {
      expectProblem(await api.get(path), 404, 'unknown_call');
    },
  );

  it('is told that there is no such method', async () => {
    expectProblem(await api.send('DELETE', `/bookings/${randomUUID()}`), 404, 'unknown_call');
  });

  it('is told when the address can’t be decoded', async () => {
    expectProblem(await api.get('/bookings/%E0%A4%A'), 400, 'malformed_address');
  });

  it.each(['1', 'nonsense', '0190-', randomUUID()])('finds no booking or payment “%s”', async (id) => {
    expectProblem(await api.get(`/bookings/${id}`), 404, 'booking_not_found');
    expectProblem(await api.get(`/payments/${id}`), 404, 'payment_not_found');
    expectProblem(await api.charge(id, 100), 404, 'booking_not_found');
    expectProblem(await api.hold(id, 100), 404, 'booking_not_found');
    const key = randomUUID();
    expectProblem(await api.post(`/payments/${id}/capture`, {}, { key }), 404, 'payment_not_found');
    expectProblem(await api.post(`/payments/${id}/release`, {}, { key }), 404, 'payment_not_found');
    const total = { amount: 100, currency: 'USD' };
    expectProblem(await api.patch(`/bookings/${id}`, { total }, { ifMatch: 1 }), 404, 'booking_not_found');
  });
});

describe('a body', () => {
  it.each(['{"reference":', '"text"', 'null', '{]'])(
    'that isn’t a JSON object is refused: %s',
    async (body) => {
      expectProblem(await api.post('/bookings', body), 400, 'malformed_json');
    },
  );

  it.each(['[]', '[{}]'])('that is an array is refused: %s', async (body) => {
    const answer = await api.post('/bookings', body);
    expectProblem(answer, 400, 'malformed_request');
    expect(answer.body.detail).toContain('JSON object');
  });

  it('of another type is refused', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await api.post('/bookings', 'reference=1', { headers });
    expectProblem(answer, 415, 'unsupported_media_type');
    expect(answer.body.detail).toContain('application/x-www-form-urlencoded');
  });

  it('that is too large is refused', async () => {
    const answer = await api.post('/bookings', aNewBooking({ service: 'x'.repeat(200_000) }));
    expectProblem(answer, 413, 'payload_too_large');
    expect(answer.body.detail).toContain('102400 bytes');
  });

  it('may be missing where nothing has to be said', async () => {
    const key = randomUUID();
    expectProblem(
      await api.post(`/payments/${randomUUID()}/release`, undefined, { key }),
      404,
      'payment_not_found',
    );
  });

  it('with fields that nobody knows is refused by their names', async () => {
    const customer = { name: 'Nora', email: 'nora@example.com', shoe_size: 42 };
    const body = aNewBooking({ customer, colour: 'red' });
    const answer = await api.post('/bookings', body);
    expectProblem(answer, 400, 'malformed_request');
    expect(answer.body.errors).toEqual([
      { field: 'colour', message: 'is not known here' },
      { field: 'customer.shoe_size', message: 'is not known here' },
    ]);
    const release = await api.post(`/payments/${randomUUID()}/release`, { amount: 1 }, { key: randomUUID() });
    expectProblem(release, 400, 'malformed_request');
    expect(release.body.detail).toContain('amount is not known here');
  });

  it('without what is needed is told all that is missing', async () => {
    const answer = await api.post('/bookings', {});
    expectProblem(answer, 400, 'malformed_request');
    expect(fieldsOf(answer)).toEqual(['reference', 'customer', 'service', 'starts_at', 'total']);
  });

  it.each<[string, Record<string, unknown>, number, string, string]>([
    ['reference', { reference: '' }, 422, 'reference', '1 to 100 characters'],
    ['reference', { reference: 'x'.repeat(101) }, 422, 'reference', '1 to 100 characters'],
    ['reference', { reference: 12 }, 400, 'reference', 'must be a string'],
    ['reference', { reference: 'a\u0000b' }, 422, 'reference', 'control characters'],
    ['service', { service: '   ' }, 422, 'service', '1 to 200 characters'],
    ['customer', { customer: 'Nora' }, 400, 'customer', 'must be an object'],
    ['e-mail', { email: 'nobody' }, 422, 'customer.email', 'e-mail address'],
    ['payment method', { payment_method: 'visa' }, 422, 'customer.payment_method', 'pm_card_visa'],
    ['start', { starts_at: '2031-05-01' }, 422, 'starts_at', 'offset'],
    ['start', { starts_at: '2031-02-30T10:00:00Z' }, 422, 'starts_at', 'ISO 8601'],
    ['option', { payment_option: 'never' }, 422, 'payment_option', 'charge_now, pre_authorize, later'],
    ['amount', { total: { amount: 0, currency: 'USD' } }, 422, 'total.amount', 'from 1 to 9007199254740991'],
    ['amount', { total: { amount: -5, currency: 'USD' } }, 422, 'total.amount', 'not -5'],
    ['amount', { total: { amount: 1.5, currency: 'USD' } }, 422, 'total.amount', 'whole number'],
    ['amount', { total: { amount: 2 ** 53, currency: 'USD' } }, 422, 'total.amount', '9007199254740991'],
    ['amount', { total: { amount: '100', currency: 'USD' } }, 400, 'total.amount', 'JSON number'],
    ['amount', { total: { currency: 'USD' } }, 400, 'total.amount', 'is required'],
    ['currency', { total: { amount: 100, currency: 'usd' } }, 422, 'total.currency', 'upper case'],
    ['currency', { total: { amount: 100, currency: 'XXX' } }, 422, 'total.currency', 'ISO 4217'],
    ['total', { total: [100] }, 400, 'total', 'must be an object'],
    ['total', { total: null }, 400, 'total', 'must be an object'],
  ])('with a wrong %s is refused: %j', async (_what, changes, status, field, said) => {
    const answer = await api.post('/bookings', aNewBooking(changes));
    expectProblem(answer, status, status === 400 ? 'malformed_request' : 'validation_failed');
    expect(fieldsOf(answer)).toEqual([field]);
    expect(answer.body.detail).toContain(said);
    expect(answer.body.detail).toContain(field);
  });
});

describe('a query', () => {
  it.each<[string, number, string, string]>([
    ['limit=0', 422, 'limit', 'from 1 to 200, not 0'],
    ['limit=201', 422, 'limit', 'from 1 to 200, not 201'],
    ['limit=ten', 400, 'limit', 'whole number'],
    ['status=paid', 422, 'status', 'charged_in_full'],
    ['status=refunded&status=authorized', 400, 'status', 'must be a string'],
    ['sort=name', 422, 'sort', 'starts_at'],
    ['page=2', 400, 'page', 'is not known here'],
  ])('with %s is refused', async (query, status, field, said) => {
    const answer = await api.get(`/bookings?${query}`);
    expectProblem(answer, status, status === 400 ? 'malformed_request' : 'validation_failed');
    expect(fieldsOf(answer)).toEqual([field]);
    expect(answer.body.detail).toContain(said);
  });

  it('with a cursor that isn’t one is refused', async () => {
    expectProblem(await api.get('/bookings?cursor=nonsense'), 422, 'invalid_cursor');
  });

  it('may leave values empty', async () => {
    expect((await api.get('/bookings?status=&q=&limit=&cursor=')).status).toBe(200);
  });
});

describe('an answer', () => {
  it('is neither stored nor run by a browser', async () => {
    const { headers } = await api.get('/bookings');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

function expectProblem(answer: ApiAnswer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ type: 'about:blank', status, detail: expect.any(String) });
  expect(answer.body.instance).toMatch(/^\/api\/v1/);
}

function fieldsOf(answer: ApiAnswer): string[] {
  return (answer.body.errors ?? []).map(({ field }) => field);
}
