import { randomUUID } from 'node:crypto';
import type {
  ImportPageJson,
  ImportRowPageJson,
  ImportWithHistoryJson,
} from '../../../src/interfaces/api/v1/imports/import.json.js';
import { ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

const HEAD = 'reference,name,email,phone,service,starts_at,total,currency,payment_option';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

describe('an import', () => {
  it('is uploaded, checked, looked at, started and followed; the same file again finds all of it here', async () => {
    const [first, second, taken] = [aReference(), aReference(), aReference()];
    const existing = await api.register({ reference: taken });
    const text = [
      HEAD,
      `${first},Nora Lindqvist,nora@example.com,'+351 21,Sailing,2031-05-01 18:30,185.50,USD,`,
      `${second},Mia Wong,mia@example.com,,Rowing,2031-05-02T09:00:00Z,"1,250.00",USD,pre_authorize`,
      `${taken},Nora Lindqvist,nora@example.com,,Sailing,2031-05-01 18:30,99,USD,`,
    ].join('\n');
    const key = randomUUID();
    const uploaded = await upload(text, { key, query: 'kind=bookings&file_name=spring.csv' });
    expect(uploaded.status).toBe(202);
    const { id } = uploaded.body as unknown as ImportWithHistoryJson;
    expect(uploaded.headers.get('location')).toBe(`/api/v1/imports/${id}`);
    expect((await upload(text, { key, query: 'kind=bookings&file_name=spring.csv' })).body.id).toBe(id);
    expect(await upload(`${text}\n`, { key, query: 'kind=bookings&file_name=spring.csv' })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });

    const ready = await becomes(id, 'ready');
    expect(ready).toMatchObject({
      file_name: 'spring.csv',
      rows: 3,
      checked: 3,
      to_write: 2,
      written: 0,
      counts: { new: 2, completes: 0, same: 0, differs: 1, error: 0 },
      questions: [],
      earlier: null,
      uploaded_by: { kind: 'api', name: 'Environment token' },
    });
    const { data } = await rows(id);
    expect(data).toMatchObject([
      {
        number: 2,
        verdict: 'new',
        read: {
          reference: first,
          phone: '+351 21',
          starts_at: '2031-05-01T17:30:00.000Z',
          total: { amount: 18_550, currency: 'USD' },
        },
      },
      { number: 3, verdict: 'new', read: { payment_option: 'pre_authorize', total: { amount: 125_000 } } },
      { number: 4, verdict: 'differs', subject: existing.id, written: false },
    ]);
    expect(data[2]?.differences).toContainEqual({ field: 'total', here: '185.50 USD', file: '99.00 USD' });
    expect((await rows(id, '?verdict=differs')).data.map(({ number }) => number)).toEqual([4]);

    const before = await new StripeControls(purser).books();
    const started = await api.post(`/imports/${id}/start`, {}, { key: 'a', ifMatch: ready.version });
    expect(started.status).toBe(202);
    expect((await api.post(`/imports/${id}/start`, {}, { key: 'a' })).status).toBe(202);
    const done = await becomes(id, 'done');
    expect(done).toMatchObject({ written: 2, started_by: { kind: 'api' }, counts: { new: 2, differs: 1 } });
    expect(done.events.map(({ type }) => type)).toEqual([
      'import_finished',
      'import_started',
      'import_checked',
      'import_uploaded',
    ]);
    expect(await api.post(`/imports/${id}/start`, {}, { key: 'b' })).toMatchObject({
      status: 409,
      body: { code: 'import_state', state: 'done' },
    });
    const [booking] = (await api.get(`/bookings?q=${first}`)).body.data;
    expect((await rows(id)).data[0]).toMatchObject({ subject: booking?.id, written: true });
    expect((await api.get(`/bookings/${booking?.id}`)).body).toMatchObject({
      payment_status: 'not_charged',
      payment_option: 'later',
      outstanding: 18_550,
      payments: [],
      customer: { phone: '+351 21' },
    });
    expect((await api.get(`/bookings/${existing.id}`)).body).toMatchObject({ version: existing.version });
    // Neither money nor customers reached Stripe.
    expect(await new StripeControls(purser).books()).toEqual(before);

    const again = await upload(text);
    const same = await becomes(again.body.id, 'ready');
    expect(same).toMatchObject({ counts: { same: 2, differs: 1, new: 0 }, earlier: { id, state: 'done' } });
    expect(await api.post(`/imports/${same.id}/start`, {}, { key: randomUUID() })).toMatchObject({
      status: 409,
      body: { code: 'nothing_to_import' },
    });
  });

  it('asks what can’t be known, is told, and leaves out rows with errors only on purpose', async () => {
    const good = aReference();
    const text = [
      'Ref;Name;E-Mail;Tour;Date;Time;Price',
      `${good};José;jose@example.com;Sailing;03/04/2031;18:30;1.234`,
      `${aReference()};José;jose.example.com;Sailing;31/04/2031;18:30;5`,
    ].join('\r\n');
    const { id } = (await upload(`\ufeff${text}`)).body;
    const asked = await becomes(id, 'ready');
    expect(asked.questions).toEqual(['currency', 'dates']);
    expect(asked.reading.columns).toContainEqual({ field: 'start_time', header: 'Time' });
    expect(await api.patch(`/imports/${id}`, { dates: 'day_first' })).toMatchObject({ status: 428 });
    const said = { dates: 'day_first', decimal: 'comma', currency: 'EUR' };
    expect((await api.patch(`/imports/${id}`, said, { ifMatch: asked.version })).status).toBe(200);
    expect(await api.patch(`/imports/${id}`, said, { ifMatch: asked.version })).toMatchObject({
      status: 412,
      body: { code: 'import_changed' },
    });
    const ready = await becomes(id, 'ready');
    expect(ready).toMatchObject({ questions: [], counts: { new: 1, error: 1 } });
    const wrong = await rows(id, '?verdict=error');
    expect(wrong.data).toMatchObject([
      {
        number: 3,
        errors: [
          { field: 'email', message: 'must be an e-mail address of at most 254 characters' },
          { field: 'starts_at', message: '“31/04/2031 18:30” isn’t a day of the calendar.' },
        ],
      },
    ]);
    const file = await fetch(`${purser.url}/api/v1/imports/${id}/errors`, {
      headers: { authorization: `Bearer ${purser.apiToken}` },
    });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''upload-errors.csv`);
    const [names, row] = (await file.text()).split('\r\n');
    expect(names).toBe('Ref,Name,E-Mail,Tour,Date,Time,Price,error');
    expect(row).toMatch(/,5,.*E-mail address: must be .*; Starts at: “31\/04\/2031 18:30” isn’t a day/);

    expect(await api.post(`/imports/${id}/start`, {}, { key: randomUUID() })).toMatchObject({
      status: 409,
      body: { code: 'rows_with_errors', rows: 1 },
    });
    await api.post(`/imports/${id}/start`, { leave_out: 1 }, { key: randomUUID() });
    expect(await becomes(id, 'done')).toMatchObject({ written: 1 });
    const [booking] = (await api.get(`/bookings?q=${good}`)).body.data;
    expect(booking).toMatchObject({
      starts_at: '2031-04-03T17:30:00.000Z',
      total: { amount: 123_400, currency: 'EUR' },
      customer: { name: 'José' },
    });
  });

  it('brings customers, and stopping one before it starts writes nothing', async () => {
    const email = `nora-${randomUUID()}@example.com`;
    const text = `name,email,phone\nNora,${email},+351 21\n`;
    const stopped = (await upload(text, { query: 'kind=customers' })).body.id;
    await becomes(stopped, 'ready');
    expect((await api.post(`/imports/${stopped}/cancel`)).status).toBe(200);
    expect((await api.post(`/imports/${stopped}/cancel`)).status).toBe(200);
    expect(await api.post(`/imports/${stopped}/start`, {}, { key: randomUUID() })).toMatchObject({
      status: 409,
      body: { code: 'import_state', state: 'canceled' },
    });
    const { id } = (await upload(text, { query: 'kind=customers' })).body;
    expect(await becomes(id, 'ready')).toMatchObject({ counts: { new: 1 }, earlier: { id: stopped } });
    await api.post(`/imports/${id}/start`, {}, { key: randomUUID() });
    await becomes(id, 'done');
    const { data } = await rows(id);
    expect((await api.get(`/customers/${data[0]?.subject}`)).body).toMatchObject({
      name: 'Nora',
      email,
      phone: '+351 21',
    });
  });

  it('is refused with the reason, and lists are paged', async () => {
    const refusals = [
      [await upload('a,b\n'), 422, 'file_empty'],
      [await upload(Buffer.from('a\nJos\u00e9', 'latin1')), 422, 'file_not_utf8'],
      [await upload(Buffer.alloc(10 * 1024 * 1024 + 1, 'a')), 413, 'payload_too_large'],
      [await upload('a\n1', { query: 'kind=invoices' }), 422, 'validation_failed'],
      [await upload('a\n1', { query: '' }), 400, 'malformed_request'],
      [await upload('a\n1', { key: null }), 400, 'idempotency_key_required'],
      [await upload('a\n1', { type: 'text/plain' }), 415, 'unsupported_media_type'],
      [await upload('a\n1', { token: null }), 401, 'unauthorized'],
      [await upload('a\n1', { token: 'wrong' }), 401, 'invalid_token'],
      [await api.get(`/imports/${randomUUID()}`), 404, 'import_not_found'],
      [await api.get(`/imports/${randomUUID()}/rows`), 404, 'import_not_found'],
      [await api.post('/imports?kind=bookings', {}, { key: 'x' }), 415, 'unsupported_media_type'],
    ] as const;
    for (const [{ status, body }, expected, code] of refusals)
      expect([status, body.code]).toEqual([expected, code]);

    const ids: string[] = [];
    for (let nth = 0; nth < 3; nth += 1)
      ids.unshift((await upload('name,email\nNora,nora@example.com', { query: 'kind=customers' })).body.id);
    for (const id of ids) await becomes(id, 'ready');
    const first = (await api.get('/imports?state=ready&limit=2')).body as unknown as ImportPageJson;
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const next = (await api.get(`/imports?state=ready&limit=1&cursor=${first.next_cursor}`))
      .body as unknown as ImportPageJson;
    expect(next.data.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(await api.get('/imports?cursor=nonsense')).toMatchObject({
      status: 422,
      body: { code: 'invalid_cursor' },
    });
    const all = await rows(ids[0] ?? '', '?limit=1');
    expect(all.next_cursor).toBeNull();
  });
});

function aReference(): string {
  return `I-${randomUUID()}`;
}

interface UploadWishes {
  readonly query?: string;
  readonly key?: string | null;
  readonly type?: string;
  readonly token?: string | null;
}

function upload(body: string | Uint8Array, wishes: UploadWishes = {}): Promise<ApiAnswer> {
  const { query = 'kind=bookings', key = randomUUID(), type = 'text/csv', token } = wishes;
  return api.send('POST', `/imports?${query}`, {
    body,
    headers: { 'content-type': type },
    ...(key === null ? {} : { key }),
    ...(token === undefined ? {} : { token }),
  });
}

async function rows(id: string, query = ''): Promise<ImportRowPageJson> {
  return (await api.get(`/imports/${id}/rows${query}`)).body as unknown as ImportRowPageJson;
}

async function becomes(id: string, state: string): Promise<ImportWithHistoryJson> {
  let found: ImportWithHistoryJson | undefined;
  await until(
    async () => {
      found = (await api.get(`/imports/${id}`)).body as unknown as ImportWithHistoryJson;
      return found.state === state;
    },
    () => `it is ${found?.state}`,
  );
  if (!found) throw new Error('unreachable');
  return found;
}
