import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;

beforeAll(async () => {
  purser = await startPurser();
});
afterAll(() => purser?.stop());

describe('health', () => {
  it('says that the process is alive', async () => {
    const response = await fetch(`${purser.url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('says that it is ready, and why it isn’t while a migration is missing', async () => {
    const ready = await fetch(`${purser.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);

    const { dataSource } = purser.running;
    await dataSource.query(`UPDATE migrations SET name = 'Later' || name WHERE name LIKE 'ApiAccess%'`);
    const missing = await fetch(`${purser.url}/readyz`);
    expect([missing.status, await missing.json()]).toEqual([
      503,
      { status: 'not_ready', obstacles: ['the database lacks the migration ApiAccess1795532800000'] },
    ]);
    await dataSource.query(`UPDATE migrations SET name = substr(name, 6) WHERE name LIKE 'Later%'`);
    expect((await fetch(`${purser.url}/readyz`)).status).toBe(200);
  });

  it('times requests by the pattern of their route', async () => {
    await fetch(`${purser.url}/api/v1/bookings/0190c2a0-0000-7000-8000-000000000000`, {
      headers: { authorization: `Bearer ${purser.apiToken}` },
    });
    await fetch(`${purser.url}/no/such/page`);
    const response = await fetch(`${purser.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text).toContain(
      'purser_http_duration_seconds_count{method="GET",route="/api/v1/bookings/:id",status="404"} 1',
    );
    expect(text).toContain('purser_http_duration_seconds_count{method="GET",route="/healthz",status="200"}');
    expect(text).not.toContain('0190c2a0');
    expect(text).not.toContain('no/such/page');
  });

  it('gives every answer an id that the log has too', async () => {
    const response = await fetch(`${purser.url}/healthz`);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
