import { createStripeClient } from '../../src/infrastructure/stripe/stripe-client.js';
import { AskedOperation } from '../support/faults/asked-operation.js';
import {
  CRASH_POINTS,
  DECIDED_ONLY,
  EVENT_CRASH_POINTS,
  RECOVERY_CRASH_POINTS,
  type CrashPoint,
} from '../support/faults/crash-points.js';
import { Examination } from '../support/faults/examination.js';
import { FaultyDesk } from '../support/faults/faulty-desk.js';
import type { Interception } from '../support/faults/interception.js';
import { aHold, MONEY_OPERATIONS, type MoneyOperation } from '../support/faults/money-operations.js';
import { FAULT_RUNS, FAULT_SEED, hasItsTurn, PATIENCE_MS, Seeded } from '../support/faults/seeded.js';
import { Tally } from '../support/faults/tally.js';
import { letTimePass } from '../support/faults/time.js';
import { until } from '../support/until.js';

/** So many operations, each stopped at a point of its own, die with one `kill -9`. */
const DEATHS_AT_ONCE = 6;

interface Crash {
  readonly point: CrashPoint;
  readonly asked: AskedOperation;
  readonly interception: Interception;
}

const CASES = MONEY_OPERATIONS.flatMap((operation, nth) =>
  CRASH_POINTS.filter(({ readsAfterwards }) => !(readsAfterwards && operation.byLink))
    .filter((_, point) => hasItsTurn(nth + point))
    .map((point) => ({ operation, point })),
);

const random = new Seeded(FAULT_SEED);
const tally = new Tally(`Crash matrix, seed ${FAULT_SEED}`);
let desk: FaultyDesk;

beforeAll(async () => {
  desk = await FaultyDesk.start();
});
afterAll(async () => {
  tally.print();
  await desk?.stop();
});

describe('when the process is killed at any moment of moving money', () => {
  it(
    'money moves exactly once, and whoever asks again is told how it went',
    async () => {
      for (let run = 0; run < FAULT_RUNS; run += 1) {
        // Recovery has to do without webhooks; in longer runs, also next to them.
        await desk.controls.webhooks(run % 2 === 0 ? 'drop' : 'normal');
        await throughCrashes(random.shuffled(CASES));
      }
      expect(tally.wrongs).toEqual([]);
      expect(tally.counts.points).toBe(CASES.length);
    },
    PATIENCE_MS * FAULT_RUNS,
  );

  it(
    'a second death, over the recovery from the first, changes nothing about that',
    async () => {
      await desk.controls.webhooks('drop');
      for (const [nth, point] of RECOVERY_CRASH_POINTS.entries())
        await dieTwice(
          point,
          MONEY_OPERATIONS.filter((_, operation) => hasItsTurn(nth + operation)),
        );
      expect(tally.wrongs).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'an event that was being applied is applied after the restart',
    async () => {
      for (const point of EVENT_CRASH_POINTS) {
        await desk.controls.webhooks('drop');
        const { booking, payment } = await aHold(desk.api);
        const intent = payment?.stripe_payment_intent ?? '';
        const ids = [booking.id, intent];
        const interception = desk.postgres.intercept(ids, point.moment, point.wants);
        await desk.controls.webhooks('normal');
        await stripe().paymentIntents.capture(intent, { amount_to_capture: 4000 });
        await interception.reached;
        await desk.crash();
        interception.cut();
        await letTimePass(desk.databaseUrl);
        await desk.run();
        await until(
          async () => (await desk.api.get(`/bookings/${booking.id}`)).body.captured === 4000,
          () => `killed ${point.name}, and never applied`,
        );
        expect((await desk.api.get(`/bookings/${booking.id}`)).body).toMatchObject({
          captured: 4000,
          held: 0,
        });
      }
    },
    PATIENCE_MS,
  );
});

/** Kills the process with several operations at once under way, over and over, and lets recovery settle all of it. */
async function throughCrashes(
  cases: readonly { operation: MoneyOperation; point: CrashPoint }[],
): Promise<void> {
  const crashes: Crash[] = [];
  for (let first = 0; first < cases.length; first += DEATHS_AT_ONCE) {
    crashes.push(...(await crashTogether(cases.slice(first, first + DEATHS_AT_ONCE))));
  }
  const examination = new Examination(desk, tally);
  const asked = crashes.map((crash) => crash.asked);
  const bookings = await examination.settle(asked);
  await letThrough(crashes, 'arrives after recovery');
  const decided = new Set(crashes.filter(({ point }) => point.decided).map((crash) => crash.asked));
  await examination.compare(asked, bookings, (each) => decided.has(each));

  await examination.askAgain(asked);
  await examination.compare(asked, await examination.settle(asked), () => true);
}

async function crashTogether(
  cases: readonly { operation: MoneyOperation; point: CrashPoint }[],
): Promise<Crash[]> {
  const crashes = await Promise.all(cases.map((each) => stopAt(each)));
  await desk.crash();
  for (const { point, interception } of crashes) if (point.afterwards === 'gone') interception.cut();
  await letThrough(crashes, 'arrives at once');
  await desk.run();
  const late = crashes.filter(({ point }) => point.afterwards === 'arrives after the restart');
  // Whoever asks again meanwhile has to wait for it.
  const askedAgain = late.map(({ asked }) => asked.ask());
  for (const { interception } of late) interception.proceed();
  await Promise.all(askedAgain);
  return crashes;
}

/** Operations, decided and stored by a process that dies, and stopped at the point in the recovery of the next one. */
async function dieTwice(point: CrashPoint, operations: readonly MoneyOperation[]): Promise<void> {
  const firsts = await Promise.all(
    operations.map((operation) => stopAt({ operation, point: DECIDED_ONLY }, point.name)),
  );
  await desk.crash();
  for (const { interception } of firsts) interception.cut();
  const asked = firsts.map((first) => first.asked);
  const seconds = asked.map((each) => point.intercept(desk, each));
  await letTimePass(desk.databaseUrl);
  await desk.run();
  await Promise.all(seconds.map(({ reached }) => reached));
  await desk.crash();
  for (const interception of seconds) interception.cut();

  await letTimePass(desk.databaseUrl);
  await desk.run();
  const examination = new Examination(desk, tally);
  await examination.compare(asked, await examination.settle(asked), () => true);
  await examination.askAgain(asked);
}

/** Asks, and waits until the operation has come to the point. */
async function stopAt(
  { operation, point }: { operation: MoneyOperation; point: CrashPoint },
  name = point.name,
): Promise<Crash> {
  const asked = await AskedOperation.prepare(desk, operation, name);
  const interception = point.intercept(desk, asked);
  const answer = asked.ask();
  const passed = await Promise.race([interception.reached, answer.then((given) => JSON.stringify(given))]);
  if (typeof passed === 'string')
    throw new Error(`${asked.name}: never came there, and was answered ${passed}`);
  tally.ran(asked.name);
  return { point, asked, interception };
}

async function letThrough(crashes: readonly Crash[], when: CrashPoint['afterwards']): Promise<void> {
  const late = crashes.filter(({ point }) => point.afterwards === when);
  for (const { interception } of late) interception.proceed();
  await Promise.all(late.map(({ interception }) => interception.passed));
}

function stripe() {
  return createStripeClient({ secretKey: desk.sandbox.secretKey, apiBase: desk.sandbox.url });
}
