import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

it('start as they come, with a version to decide on', async () => {
  const { status, headers, body } = await api.get('/settings');
  expect(status).toBe(200);
  expect(body).toMatchObject({ version: 1, payment_option: 'later' });
  expect(headers.get('etag')).toBe('"1"');
});

it('decide how a booking is paid that is made without saying so', async () => {
  expect(await api.register()).toMatchObject({ payment_option: 'later', payments: [] });
  const changed = await api.patch('/settings', { payment_option: 'pre_authorize' }, { ifMatch: 1 });
  expect(changed.body).toMatchObject({ version: 2, payment_option: 'pre_authorize' });
  expect(await api.register()).toMatchObject({
    payment_option: 'pre_authorize',
    payment_status: 'authorized',
  });
  expect(await api.register({ payment_option: 'later' })).toMatchObject({
    payment_option: 'later',
    payments: [],
  });
});

it('are changed on the version that was looked at, and only then', async () => {
  const current = (await api.get('/settings')).body.version;
  const wanted = { payment_option: 'later' };
  const stale = await api.patch('/settings', wanted, { ifMatch: current - 1 });
  expect(stale).toMatchObject({ status: 412, body: { code: 'settings_changed', current } });
  expect(await api.patch('/settings', wanted)).toMatchObject({
    status: 428,
    body: { code: 'if_match_required' },
  });
  expect((await api.get('/settings')).body.version).toBe(current);
});

it('stay what they were after what can’t be, and what changes nothing', async () => {
  const { body: before } = await api.get('/settings');
  expect(await api.patch('/settings', { payment_option: 'never' }, { ifMatch: '*' })).toMatchObject({
    status: 422,
    body: { code: 'validation_failed' },
  });
  expect(await api.patch('/settings', {}, { ifMatch: '*' })).toMatchObject({
    status: 422,
    body: { code: 'nothing_to_change' },
  });
  const same = await api.patch(
    '/settings',
    { payment_option: before.payment_option },
    { ifMatch: before.version },
  );
  expect(same.body).toEqual(before);
});
