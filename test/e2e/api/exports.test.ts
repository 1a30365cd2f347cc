import { randomUUID } from 'node:crypto';
import type { ExportJson } from '../../../src/interfaces/api/v1/exports/export.json.js';
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
});

function ask(body: object, key: string = randomUUID()): Promise<ApiAnswer> {
  return api.post('/exports', body, { key });
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
