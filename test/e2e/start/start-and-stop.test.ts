import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { PAYMENT_STATUSES } from '../../../src/domain/booking/payment-status.js';
import { PurserHome, type PurserProcess } from '../../support/purser-process.js';
import { until } from '../../support/until.js';
import {
  asPurserTells,
  asStripeTells,
  bookingsOf,
  countBookings,
  demoIsComplete,
  madeInStripe,
  stripeBooksOf,
  unmatchedOf,
} from './demo-books.js';

const TOKEN = 'a-token-for-these-tests';
const ENV = { PURSER_API_TOKEN: TOKEN };

let undisturbed: PurserHome;
let interrupted: PurserHome;
beforeAll(async () => {
  undisturbed = await PurserHome.create();
  interrupted = await PurserHome.create();
});
afterAll(async () => {
  await undisturbed?.remove();
  await interrupted?.remove();
});

/** What the demo made, the same on every machine. */
let demo: BookingJson[];

describe('the first start', () => {
  let purser: PurserProcess;
  beforeAll(async () => {
    purser = await undisturbed.start(ENV);
  });

  it('tells the address, whom to sign in as, the sandbox, and that no real money can move', () => {
    const { stdout, stderr } = purser;
    expect(stdout).toContain(`Purser is running at http://127.0.0.1:${undisturbed.port}\n`);
    expect(stdout).toMatch(/Sign in as {3}\S+@\S+\n/);
    expect(stdout.match(/Password {5}\S{12,}\n/g)).toHaveLength(1);
    expect(stdout).toContain('This password is shown once.');
    expect(stdout).toContain(`http://127.0.0.1:${undisturbed.sandboxPort}/dashboard\n`);
    expect(stdout).toContain('No real money can move');
    expect(stderr).toBe('');
  });

  it('answers with the console and the sandbox’s dashboard', async () => {
    const console = await fetch(`http://127.0.0.1:${undisturbed.port}/`);
    expect(new URL(console.url).pathname).toBe('/sign-in');
    expect([console.status, await console.text()]).toEqual([200, expect.stringContaining('<h1')]);
    const dashboard = await fetch(`http://127.0.0.1:${undisturbed.sandboxPort}/dashboard`);
    expect(dashboard.status).toBe(200);
  });

  it('brings demo data in every payment status, the same in Purser’s books and in Stripe’s', async () => {
    await demoIsComplete(undisturbed, () => `no demo data: ${purser.stderr}`);
    demo = await bookingsOf(undisturbed, TOKEN);
    expect(demo).toHaveLength(208);
    expect(new Set(demo.map((booking) => booking.payment_status))).toEqual(new Set(PAYMENT_STATUSES));
    const payments = asPurserTells(demo);
    const books = await stripeBooksOf(undisturbed);
    expect(payments).toEqual(asStripeTells(books));
    expect(await unmatchedOf(undisturbed, TOKEN)).toEqual(madeInStripe(books));
    expect(madeInStripe(books)).toHaveLength(3);
    expect(payments.some(({ refunded }) => refunded > 0)).toBe(true);
    expect(payments.some(({ held }) => held > 0)).toBe(true);
    for (const booking of demo) {
      const taken = (collected: boolean) =>
        sum(
          booking.payments
            .filter(({ kind }) => (kind === 'collection') === collected)
            .map(({ captured }) => captured),
        );
      expect([booking.captured, booking.collected]).toEqual([taken(false), taken(true)]);
      expect(booking.refunded).toBe(sum(booking.payments.map(({ refunded }) => refunded)));
    }
    expect(purser.stderr).toBe('');
  }, 240_000);

  it('ends with SIGTERM, and leaves nothing running', async () => {
    const { code, stderr } = await purser.end('SIGTERM');
    expect([code, stderr]).toEqual([0, '']);
    expect(undisturbed.survivors()).toEqual([]);
  });
});

describe('the second start', () => {
  let purser: PurserProcess;
  beforeAll(async () => {
    purser = await undisturbed.start(ENV);
  });

  it('shows no password', () => {
    expect(purser.stdout).toContain(`Purser is running at http://127.0.0.1:${undisturbed.port}\n`);
    expect(purser.stdout).not.toMatch(/password|sign in as/i);
  });

  it('is on the same data', async () => {
    const bookings = await bookingsOf(undisturbed, TOKEN);
    expect(bookings).toEqual(demo);
    expect(asStripeTells(await stripeBooksOf(undisturbed))).toEqual(asPurserTells(demo));
  });

  it('ends with SIGINT, and leaves nothing running', async () => {
    const { code, stderr } = await purser.end('SIGINT');
    expect([code, stderr]).toEqual([0, '']);
    expect(undisturbed.survivors()).toEqual([]);
  });
});

describe('a process that is killed while it makes the demo data', () => {
  it('leaves nothing running, and the next start completes the data without making anything twice', async () => {
    for (const enough of [40, 110, 170]) {
      const purser = await interrupted.start(ENV);
      await until(async () => (await countBookings(interrupted)) >= enough);
      await purser.kill();
      await interrupted.isQuiet();
    }
    const purser = await interrupted.start(ENV);
    await demoIsComplete(interrupted, () => `incomplete: ${purser.stderr}`);
    const bookings = await bookingsOf(interrupted, TOKEN);
    expect(bookings.map(outline)).toEqual(demo.map(outline));
    const inStripe = asPurserTells(bookings).filter(({ intent }) => intent !== '');
    const books = await stripeBooksOf(interrupted);
    expect(inStripe).toEqual(asStripeTells(books));
    expect(await unmatchedOf(interrupted, TOKEN)).toEqual(madeInStripe(books));
    expect(madeInStripe(books)).toHaveLength(3);
    expect((await purser.end('SIGTERM')).code).toBe(0);
    expect(interrupted.survivors()).toEqual([]);
  }, 300_000);
});

/** What doesn't depend on the time of the start. */
function outline({ reference, payment_status, total, captured, refunded, held, payments }: BookingJson) {
  return {
    reference,
    payment_status,
    total,
    captured,
    refunded,
    held,
    // What never reached Stripe was done anew.
    states: payments.map(({ state }) => state).filter((state) => state !== 'failed'),
  };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
