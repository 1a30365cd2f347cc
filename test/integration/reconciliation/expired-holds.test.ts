import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;

async function start(reconcileSeconds: string): Promise<void> {
  purser = await startPurser({ PURSER_RECONCILE_SECONDS: reconcileSeconds });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
}
afterEach(() => purser.stop());

describe('a hold that Stripe ends when its time is over', () => {
  it('is expired here as soon as the webhook comes', async () => {
    await start('86400');
    await controls.settings({ authorization_seconds: 2 });
    const booking = await api.register({ payment_option: 'pre_authorize' });
    expect(booking).toMatchObject({ payment_status: 'authorized', flags: ['hold_expiring'] });
    await hasExpired(booking.id);
  });

  it('is expired here though the webhook was dropped: the sweep finds it', async () => {
    await start('1');
    await controls.webhooks('drop');
    await controls.settings({ authorization_seconds: 2 });
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await hasExpired(booking.id);
  });

  it('is looked up an hour after its end though neither webhook nor event told of it', async () => {
    await start('86400');
    await until(async () => (await sweeps()) > 0);
    await controls.webhooks('drop');
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await controls.expire(booking.payments[0]?.stripe_payment_intent ?? '');
    await endedBefore(booking.id, '59 minutes');
    await stays(booking.id, 'authorized');
    await endedBefore(booking.id, '61 minutes');
    await hasExpired(booking.id);
    const [found] = await purser.running.dataSource.query<
      { kind: string; drifted: number; healed: number }[]
    >(`SELECT kind, drifted, healed FROM reconciliations WHERE kind = 'holds'`);
    expect(found).toEqual({ kind: 'holds', drifted: 1, healed: 1 });
  });

  it('is not assumed to be over while Stripe still holds it, and asked about once an hour', async () => {
    await start('86400');
    await controls.webhooks('drop');
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await endedBefore(booking.id, '2 hours');
    await until(async () => (await lookedAt(booking.id)) !== undefined);
    const first = await lookedAt(booking.id);
    await stays(booking.id, 'authorized');
    expect(await lookedAt(booking.id)).toEqual(first);
  });
});

async function hasExpired(id: string): Promise<void> {
  await until(async () => (await api.get(`/bookings/${id}`)).body.payments[0]?.state === 'expired');
  const { body } = await api.get(`/bookings/${id}`);
  expect(body).toMatchObject({ payment_status: 'not_charged', held: 0, chargeable: 18_550, flags: [] });
}

/** For longer than it takes the look to come around. */
async function stays(id: string, state: string): Promise<void> {
  const end = Date.now() + 6_000;
  await until(async () => {
    expect((await api.get(`/bookings/${id}`)).body.payments[0]?.state).toBe(state);
    return Date.now() > end;
  });
}

async function endedBefore(booking: string, ago: string): Promise<void> {
  await purser.running.dataSource.query(
    `UPDATE payments SET capture_before = now() - $2::interval WHERE booking_id = $1`,
    [booking, ago],
  );
}

async function lookedAt(booking: string): Promise<Date | undefined> {
  const [row] = await purser.running.dataSource.query<{ hold_looked_at: Date | null }[]>(
    `SELECT hold_looked_at FROM payments WHERE booking_id = $1`,
    [booking],
  );
  return row?.hold_looked_at ?? undefined;
}

async function sweeps(): Promise<number> {
  const [row] = await purser.running.dataSource.query<{ count: string }[]>(
    'SELECT count(finished_at) FROM event_sweep_cursor',
  );
  return Number(row?.count);
}
