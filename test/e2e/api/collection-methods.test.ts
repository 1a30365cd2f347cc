import { randomUUID } from 'node:crypto';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

interface Method {
  readonly code: string;
  readonly label: string;
  readonly retired: boolean;
}

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

const add = (label: unknown) => api.post('/collection-methods', { label });
const change = (code: string, wanted: unknown) => api.patch(`/collection-methods/${code}`, wanted);

async function listed(): Promise<readonly Method[]> {
  return ((await api.get('/collection-methods')).body as unknown as { data: Method[] }).data;
}

it('one is added last, collected by, renamed, retired and taken up again; its code and what was collected stay', async () => {
  const added = await add('Gift card');
  expect([added.status, added.body]).toEqual([
    201,
    { code: 'gift_card', label: 'Gift card', retired: false },
  ]);
  expect((await listed()).at(-1)).toEqual(added.body);

  const { id } = await api.register();
  const collect = () =>
    api.post(`/bookings/${id}/collections`, { amount: 500, method: 'gift_card' }, { key: randomUUID() });
  const { body: payment } = await collect();
  expect((await change('gift_card', { label: 'Voucher of ours' })).body).toEqual({
    code: 'gift_card',
    label: 'Voucher of ours',
    retired: false,
  });
  expect((await change('gift_card', { retired: true })).body).toMatchObject({ retired: true });
  expect(await collect()).toMatchObject({ status: 422, body: { code: 'unknown_collection_method' } });
  expect((await api.get(`/payments/${payment.id}`)).body.collection).toMatchObject({
    method: 'gift_card',
    method_label: 'Voucher of ours',
  });
  expect((await change('gift_card', { retired: false })).status).toBe(200);
  expect((await collect()).status).toBe(201);
});

it('who changed what is kept, and what changes nothing is not', async () => {
  await add('Barter');
  await change('barter', { label: 'Swap', retired: true });
  await change('barter', { label: 'Swap' });
  const changes = await purser.running.dataSource.query(
    `SELECT before, after, actor->>'kind' AS kind FROM settings_changes
      WHERE setting = 'collectionMethod' AND after->>'code' = 'barter' ORDER BY id`,
  );
  const added = { code: 'barter', label: 'Barter', isRetired: false };
  expect(changes).toEqual([
    { before: null, after: added, kind: 'api' },
    { before: added, after: { code: 'barter', label: 'Swap', isRetired: true }, kind: 'api' },
  ]);
});

it('one is put where staff look first, and who did is kept once', async () => {
  const before = (await listed()).filter(({ retired }) => !retired);
  expect((await change('other', { position: 1 })).status).toBe(200);
  expect((await change('other', { position: 1 })).status).toBe(200);
  const rest = before.filter(({ code }) => code !== 'other');
  const after = (await listed()).filter(({ retired }) => !retired);
  expect(after.map(({ code }) => code)).toEqual(['other', ...rest.map(({ code }) => code)]);
  expect(
    await purser.running.dataSource.query(
      `SELECT before, after, actor->>'kind' AS kind FROM settings_changes WHERE setting = 'collectionOrder'`,
    ),
  ).toEqual([
    { before: before.map(({ label }) => label), after: after.map(({ label }) => label), kind: 'api' },
  ]);
  await change('voucher', { retired: true });
  expect(await change('voucher', { position: 1 })).toMatchObject({
    status: 409,
    body: { code: 'collection_method_retired' },
  });
  expect(await change('voucher', { retired: false, position: 2 })).toMatchObject({ status: 200 });
  expect((await listed()).map(({ code }) => code).slice(0, 2)).toEqual(['other', 'voucher']);
  expect((await change('cash', { position: 0 })).status).toBe(422);
});

it('one name is one way, however many add it at once', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => add('Seashells')));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  expect((await listed()).filter(({ label }) => label === 'Seashells')).toHaveLength(1);
  expect(await add('seaSHELLS ')).toMatchObject({
    status: 409,
    body: { code: 'collection_method_exists', method: 'seashells', retired: false },
  });
  expect(await change('cash', { label: 'Seashells' })).toMatchObject({
    status: 409,
    body: { code: 'collection_method_exists' },
  });
});

it.each([
  ['without a name', {}, 400, 'malformed_request'],
  ['with an empty name', { label: ' ' }, 422, 'validation_failed'],
  ['with a name that has no end', { label: 'x'.repeat(41) }, 422, 'validation_failed'],
  ['with a name that says nothing', { label: '—' }, 422, 'collection_method_label_not_accepted'],
])('one %s is refused', async (_what, body, status, code) => {
  const answer = await api.post('/collection-methods', body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

it('one that isn’t there can’t be changed, nor can nothing', async () => {
  expect(await change('pebbles', { retired: true })).toMatchObject({
    status: 404,
    body: { code: 'collection_method_not_found' },
  });
  for (const nothing of [{}, { label: null, retired: null }])
    expect(await change('cash', nothing)).toMatchObject({
      status: 422,
      body: { code: 'nothing_to_change' },
    });
});

it('one stays in use, though all are retired at once', async () => {
  const answers = await Promise.all((await listed()).map(({ code }) => change(code, { retired: true })));
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused).toMatchObject([{ status: 409, body: { code: 'last_collection_method' } }]);
  expect((await listed()).filter(({ retired }) => !retired)).toHaveLength(1);
});
