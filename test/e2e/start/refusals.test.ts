import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { PurserHome } from '../../support/purser-process.js';

let home: PurserHome;
/** Where ports are that nothing listens to. */
let elsewhere: PurserHome;
beforeAll(async () => {
  [home, elsewhere] = await Promise.all([PurserHome.create(), PurserHome.create()]);
});
afterAll(async () => {
  await home?.remove();
  await elsewhere?.remove();
});

/** Listens on the port while `use` runs. */
async function withTaken(port: number, use: () => Promise<void>): Promise<void> {
  const server: Server = createServer();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  try {
    await use();
  } finally {
    await once(server.close(), 'close');
  }
}

/** Expects one line that matches, exit code 1, and nothing left running. */
async function expectRefusal(env: Readonly<Record<string, string>>, told: RegExp): Promise<void> {
  const { code, stdout, stderr } = await home.launch(env).ending();
  expect(stderr).toMatch(/^Purser can’t start: [^\n]+\n$/);
  expect(stderr).toMatch(told);
  expect([code, stdout]).toEqual([1, '']);
  expect(home.survivors()).toEqual([]);
}

describe('Purser can’t start', () => {
  it('on a port that is taken', () =>
    withTaken(home.port, () =>
      expectRefusal({}, new RegExp(`Port ${home.port} on 127\\.0\\.0\\.1 is taken`)),
    ));

  it('when the sandbox’s port is taken', () =>
    withTaken(home.sandboxPort, () =>
      expectRefusal({}, new RegExp(`Port ${home.sandboxPort} on 127\\.0\\.0\\.1 is taken`)),
    ));

  it('on a database that can’t be reached, whose password it doesn’t repeat', async () => {
    const { port } = elsewhere;
    const url = `postgres://desk:hunter2@127.0.0.1:${port}/purser`;
    await expectRefusal({ DATABASE_URL: url }, new RegExp(`127\\.0\\.0\\.1:${port}/purser .*DATABASE_URL`));
    const { stderr } = await home.launch({ DATABASE_URL: url }).ending();
    expect(stderr).not.toContain('hunter2');
  });

  it('with a key that is none, which it doesn’t repeat', async () => {
    await expectRefusal(
      { STRIPE_SECRET_KEY: 'sk_tset_hunter2' },
      /STRIPE_SECRET_KEY is not a Stripe secret key/,
    );
    const { stderr } = await home.launch({ STRIPE_SECRET_KEY: 'sk_tset_hunter2' }).ending();
    expect(stderr).not.toContain('hunter2');
  });

  it('with demo data and a live key', () =>
    expectRefusal(
      { STRIPE_SECRET_KEY: 'sk_live_hunter2hunter2', PURSER_SEED: 'demo' },
      /PURSER_SEED is "demo" with a live Stripe key/,
    ));

  it('twice on one data folder', async () => {
    const first = await home.start({ PURSER_SEED: 'none' });
    const env = { PORT: String(elsewhere.port), PURSER_SANDBOX_PORT: String(elsewhere.sandboxPort) };
    const { code, stderr } = await home.launch(env).ending();
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Purser can’t start: [^\n]+\n$/)]);
    expect((await fetch(`http://127.0.0.1:${home.port}/healthz`)).status).toBe(200);
    expect((await first.end('SIGTERM')).code).toBe(0);
  });

  it('with a Stripe key on data that was made with the sandbox', async () => {
    const first = await home.start({ PURSER_SEED: 'none' });
    await first.end('SIGTERM');
    await expectRefusal(
      { STRIPE_SECRET_KEY: 'sk_test_4eC39HqLyjWDarjtT1zdp7dc', STRIPE_WEBHOOK_SECRET: 'whsec_0123456789' },
      /made with the built-in Stripe sandbox, and now a Stripe test key is set/,
    );
  });
});
