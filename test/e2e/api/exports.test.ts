import { randomUUID } from 'node:crypto';
import type { ExportJson, ExportPageJson } from '../../../src/interfaces/api/v1/exports/export.json.js';
import { ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { recordsIn } from '../../support/csv-file.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

describe('an export', () => {
  it('is accepted, can be followed, and ends as a file that agrees with its totals', async () => {
    const paid = await api.register({
      customer: { name: '=1+1', email: 'x@example.com', payment_method: 'pm_card_visa' },
    });
    await api.charge(paid.id, 10_000);
    const asked = await ask({ kind: 'payments', filter: { q: 'x@example.com' } });
    expect(asked.status).toBe(202);
    const { id } = asked.body;
    expect(asked.headers.get('location')).toBe(`/api/v1/exports/${id}`);
    const done = await ready(id);
    expect(done).toMatchObject({
      kind: 'payments',
      rows: 1,
      requested_by: { kind: 'api', name: 'Environment token' },
      totals: [{ currency: 'USD', rows: 1, amounts: { captured: 10_000, refunded: 0, net: 10_000 } }],
      file: `/api/v1/exports/${id}/file`,
    });
    const file = await download(id);
    expect(file.type).toBe('text/csv; charset=utf-8');
    expect(file.name).toMatch(/^attachment; filename=payments-as-of-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
    expect(file.text).toContain(",'=1+1,");
    expect(recordsIn(file.text)).toMatchObject([
      { booking_id: paid.id, customer_name: '=1+1', captured: '100.00', net: '100.00', status: 'succeeded' },
    ]);
    const marked = await download(id, '?bom=true');
    expect(marked.text).toBe(`\uFEFF${file.text}`);
  });

  it('keeps to its filter and its period, which it says again', async () => {
    const email = `${randomUUID()}@example.com`;
    const early = await api.register({ email, starts_at: '2031-05-01T23:30:00+01:00' });
    const late = await api.register({ email, starts_at: '2031-05-02T00:00:00+01:00' });
    const filter = {
      q: email,
      status: 'not_charged',
      booking_status: 'scheduled',
      owing: true,
      currency: 'USD',
    };
    const period = { from: '2031-05-01', to: '2031-05-01' };
    const { id } = (await ask({ kind: 'bookings', filter, period })).body;
    expect(await ready(id)).toMatchObject({
      filter: { ...filter, age: null, customer: null },
      period: { ...period, time_zone: 'Europe/Lisbon' },
      rows: 1,
    });
    const file = await download(id);
    expect(file.name).toContain('bookings-2031-05-01-to-2031-05-01-as-of-');
    expect(recordsIn(file.text)).toMatchObject([
      { id: early.id, start_date: '2031-05-01', starts_at: '2031-05-01T23:30:00+01:00', total: '185.50' },
    ]);
    const other = (await ask({ kind: 'bookings', filter: { customer: late.customer.id } })).body.id;
    await ready(other);
    expect(recordsIn((await download(other)).text).map((record) => record.id)).toEqual([early.id, late.id]);
  });

  it('has no file until it is written, nor one that was stopped', async () => {
    const key = randomUUID();
    const { id } = (await ask({ kind: 'disputes' }, key)).body;
    expect((await ask({ kind: 'disputes' }, key)).body.id).toBe(id);
    await ready(id);
    expect(await api.post(`/exports/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'export_over', state: 'ready' },
    });
    await purser.running.dataSource.query(
      `UPDATE exports SET state = 'queued', as_of = NULL, totals = NULL, expires_at = NULL WHERE id = $1`,
      [id],
    );
    expect(await api.get(`/exports/${id}/file`)).toMatchObject({
      status: 409,
      body: { code: 'export_has_no_file', state: 'queued' },
    });
    for (let time = 0; time < 2; time += 1)
      expect(await api.post(`/exports/${id}/cancel`)).toMatchObject({
        status: 200,
        body: { status: 'canceled' },
      });
    expect(await api.get(`/exports/${id}/file`)).toMatchObject({ status: 409, body: { state: 'canceled' } });
  });

  it('is listed, newest first, by kind and status', async () => {
    const first = (await ask({ kind: 'collections' })).body.id;
    const second = (await ask({ kind: 'collections' })).body.id;
    await ready(first);
    await ready(second);
    const page = await list('?kind=collections&status=ready&limit=1');
    expect(page.data.map(({ id }) => id)).toEqual([second]);
    const next = await list(`?kind=collections&status=ready&limit=1&cursor=${page.next_cursor}`);
    expect(next).toMatchObject({ data: [{ id: first, rows: 0, totals: [] }], next_cursor: null });
  });

  it.each([
    [{ kind: 'everything' }, 422, 'kind must be one of bookings'],
    [{}, 400, 'kind is required'],
    [{ kind: 'bookings', filter: { status: 'paid' } }, 422, 'filter.status must be one of'],
    [{ kind: 'bookings', filter: { owing: 'true' } }, 400, 'filter.owing must be true or false'],
    [{ kind: 'bookings', filter: { sort: 'starts_at' } }, 400, 'filter.sort is not known here'],
    [{ kind: 'bookings', period: { from: '2026-02-30' } }, 422, 'period.from must be a date'],
    [{ kind: 'bookings', period: { from: '2026-03-02', to: '2026-03-01' } }, 422, 'is before the first'],
  ])('is refused for %j', async (body, status, words) => {
    const answer = await ask(body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toContain(words);
  });

  it('needs a key, and a token', async () => {
    expect(await api.post('/exports', { kind: 'bookings' })).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_required' },
    });
    expect((await api.get('/exports', { token: null })).status).toBe(401);
    expect((await api.get(`/exports/${randomUUID()}`)).body.code).toBe('export_not_found');
    expect((await api.get(`/exports/${randomUUID()}/file`)).body.code).toBe('export_not_found');
  });
});

function ask(body: object, key: string = randomUUID()): Promise<ApiAnswer> {
  return api.post('/exports', body, { key });
}

async function list(query: string): Promise<ExportPageJson> {
  const { status, body } = await api.get(`/exports${query}`);
  expect(status).toBe(200);
  return body as unknown as ExportPageJson;
}

async function ready(id: string): Promise<ExportJson> {
  let last: ExportJson | undefined;
  await until(
    async () => {
      last = (await api.get(`/exports/${id}`)).body as unknown as ExportJson;
      return last.status === 'ready';
    },
    () => JSON.stringify(last),
  );
  return last as unknown as ExportJson;
}

async function download(id: string, query = '') {
  const response = await fetch(`${purser.url}/api/v1/exports/${id}/file${query}`, {
    headers: { authorization: `Bearer ${purser.apiToken}` },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(Number(response.headers.get('content-length'))).toBe(bytes.length);
  return {
    text: bytes.toString('utf8'),
    type: response.headers.get('content-type'),
    name: response.headers.get('content-disposition'),
  };
}
