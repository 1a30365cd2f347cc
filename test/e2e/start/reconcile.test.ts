import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ApiClient } from '../../support/api-client.js';
import { startPurser } from '../../support/purser.js';
import { PurserHome } from '../../support/purser-process.js';
import { Reconciliations } from '../../support/reconciliations.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { testDatabase } from '../../support/postgres.js';
import { until } from '../../support/until.js';

const PROGRAM = path.resolve('dist/reconcile.main.js');
const NO_SWEEPS = { PURSER_RECONCILE_SECONDS: '86400' };

describe('the command that checks a period', () => {
  it.each([
    [[], '--since is missing'],
    [['--since', 'soon'], '--since is “soon”; expected a time ago such as 12h, 30d or 2w'],
    [['--since', '2d', '--until', '3d'], '--until must be later than since.'],
    [['--since', '2d', '--deep'], '--deep'],
  ])('ends with 2 for %j and says how to ask', async (args, said) => {
    const { code, stderr } = await reconcile(args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).toContain('npm run reconcile -- --since 30d');
  });

  it('has a running Purser do it, and tells what differed', async () => {
    const purser = await startPurser(NO_SWEEPS);
    const booking = await driftOn(purser);
    const env = { DATABASE_URL: purser.running.databaseUrl };

    const dry = await reconcile(['--since', '1d', '--dry-run'], env);
    expect(dry.stdout).toContain(
      `${booking.reference} (Nora Lindqvist): state authorized → succeeded, captured 0.00 USD → 50.00 USD, held 185.50 USD → 0.00 USD; not put right`,
    );
    expect(dry.code).toBe(1);
    const done = await reconcile(['--since', '1d'], env);
    expect(done.stdout).not.toContain('it is done here');
    expect(done.stdout).toContain('held 185.50 USD → 0.00 USD; put right');
    expect(done.stdout).toMatch(/Differed +1, 1 put right/);
    expect([done.code, done.stderr]).toEqual([0, '']);
    const again = await reconcile(['--since', '1d'], env);
    expect(again.stdout).toMatch(/Differed +0\n/);
    expect(again.code).toBe(0);
    await purser.stop();
  });

  it('does it itself where no Purser runs, and goes on where it was left', async () => {
    const database = await testDatabase();
    const purser = await startPurser({ ...NO_SWEEPS, DATABASE_URL: database.url });
    const booking = await driftOn(purser);
    await new StripeControls(purser).misbehave({ operation: 'list_refunds', kind: '500_before', times: 999 });
    await purser.running.stop();
    const env = { DATABASE_URL: database.url };

    const first = launch(['--since', '1d'], env);
    await until(
      () => first.stdout.includes('reading refunds'),
      () => first.stdout + first.stderr,
    );
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.stdout).toContain('No running Purser takes it up: it is done here.');
    expect(first.stdout).toContain('Left.');

    const after = await startPurser({ ...NO_SWEEPS, DATABASE_URL: database.url });
    await new StripeControls(after).behave();
    const [run] = await after.running.dataSource.query<{ id: string }[]>(`SELECT id FROM reconciliations`);
    expect(await new Reconciliations(after).over(run?.id ?? '')).toMatchObject({ drifted: 1, healed: 1 });
    const api = await ApiClient.of(after);
    expect((await api.get(`/bookings/${booking.id}`)).body.captured).toBe(5000);
    await after.running.stop();

    const alone = await reconcile(['--since', '1d'], env);
    expect(alone.stdout).toContain('it is done here');
    expect(alone.stdout).toMatch(/Differed +0\n/);
    expect(alone.code).toBe(0);
    await after.stop();
    await purser.stop();
    await database.drop();
  });

  it('shares the embedded PostgreSQL of a running Purser, and starts it where none runs', async () => {
    const home = await PurserHome.create();
    const env = { PURSER_DATA_DIR: home.dataDir };
    const none = await reconcile(['--since', '1d'], env);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('start Purser first');

    const running = await home.start({ PURSER_SEED: 'none' });
    const beside = await reconcile(['--since', '1d'], env);
    expect([beside.code, beside.stderr]).toEqual([0, '']);
    expect(beside.stdout).not.toContain('it is done here');
    await running.end('SIGTERM');

    const alone = await reconcile(['--since', '1d'], env);
    expect([alone.code, alone.stderr]).toEqual([0, '']);
    expect(alone.stdout).toContain('it is done here');
    await home.isQuiet();
    await home.remove();
  });
});

/** A booking of which Stripe knows more than we do. */
async function driftOn(purser: Awaited<ReturnType<typeof startPurser>>) {
  const api = await ApiClient.of(purser);
  await new StripeControls(purser).webhooks('drop');
  const booking = await api.register({ payment_option: 'pre_authorize' });
  await purser.running.stripe.paymentIntents.capture(booking.payments[0]?.stripe_payment_intent ?? '', {
    amount_to_capture: 5000,
  });
  return booking;
}

function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: '/',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const launched = {
    child,
    stdout: '',
    stderr: '',
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (launched.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (launched.stderr += chunk));
  return launched;
}

async function reconcile(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const launched = launch(args, env);
  const code = await launched.ended;
  return { code, stdout: launched.stdout, stderr: launched.stderr };
}
