import { createStripeClient } from '../../src/infrastructure/stripe/stripe-client.js';
import { inParallel } from '../../src/infrastructure/scheduling/in-parallel.js';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { AskedOperation } from '../support/faults/asked-operation.js';
import { Examination } from '../support/faults/examination.js';
import { FaultyDesk } from '../support/faults/faulty-desk.js';
import {
  HISTORY_CARDS,
  HISTORY_STEPS,
  type HistoryPlace,
  type HistorySubject,
} from '../support/faults/history-steps.js';
import { MONEY_OPERATIONS } from '../support/faults/money-operations.js';
import { FAULT_RUNS, FAULT_SEED, PATIENCE_MS, Seeded, shareOf } from '../support/faults/seeded.js';
import { Tally } from '../support/faults/tally.js';
import type { BookedIntent, StripeBooks } from '../support/stripe-books.js';
import { untilWithin } from '../support/until.js';

const BOOKINGS = shareOf(60);
const AT_ONCE = 6;
/** So many steps pass between two changes of how webhooks behave. */
const STEPS_A_MOOD = 12;
/** The sweep that begins after the last step brings what webhooks didn't. */
const SWEEP_SECONDS = 8;

const tally = new Tally(`Disorder, seed ${FAULT_SEED}`);
let desk: FaultyDesk;

beforeAll(async () => {
  desk = await FaultyDesk.start({ PURSER_RECONCILE_SECONDS: String(SWEEP_SECONDS) });
  await desk.controls.settings({ refund_settle_seconds: 1, webhook_retry_seconds: 1 });
});
afterAll(async () => {
  tally.print();
  await desk?.stop();
});

describe('when people act in Purser and in Stripe at once, and webhooks come as they like', () => {
  it(
    'every booking ends as Stripe’s books say',
    async () => {
      for (let run = 0; run < FAULT_RUNS; run += 1) await throughHistories(new Seeded(FAULT_SEED + run));
      expect(tally.wrongs).toEqual([]);
    },
    PATIENCE_MS * FAULT_RUNS,
  );

  it(
    'an event that comes before the answer it belongs to tells the same',
    async () => {
      await desk.controls.webhooks('normal');
      const asked = await Promise.all(
        MONEY_OPERATIONS.map((operation) => AskedOperation.prepare(desk, operation, 'event before answer')),
      );
      const interceptions = asked.map(({ stripeId }) => desk.stripe.intercept(stripeId, 'answered'));
      const answers = asked.map((each) => each.ask());
      await Promise.all(interceptions.map(({ reached }) => reached));
      const examination = new Examination(desk, tally);
      await examination.compare(asked, await examination.settle(asked), () => true);
      for (const interception of interceptions) interception.proceed();
      for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ status: 201 });
      await examination.compare(asked, await examination.settle(asked), () => true);
      expect(tally.wrongs).toEqual([]);
    },
    PATIENCE_MS,
  );
});

async function throughHistories(random: Seeded): Promise<void> {
  const { url: apiBase, secretKey } = desk.sandbox;
  const place: HistoryPlace = { desk, stripe: createStripeClient({ secretKey, apiBase }), random };
  const subjects: HistorySubject[] = [];
  await inParallel([...Array(BOOKINGS).keys()], AT_ONCE, async () => {
    const booking = await desk.api.register({ payment_method: random.pick(HISTORY_CARDS) });
    subjects.push({ booking, payments: [] });
  });
  const planned = subjects.flatMap((subject): PlannedStep[] => {
    const later = Array.from({ length: random.between(3, 10) }, () => random.pick(BAG));
    return [random.pick(BEGINNINGS), ...later].map((step) => ({
      subject,
      step,
      seed: random.below(2 ** 31),
    }));
  });
  await inDisorder({ ...place, random: new Seeded(random.below(2 ** 31)) }, planned);
  await desk.controls.webhooks('normal');
  await desk.controls.deliver('shuffled', 2);
  await compare(subjects);
}

/** Each step as often as its weight. */
const BEGINNINGS = HISTORY_STEPS.filter(({ name }) => name === 'charge' || name === 'hold');
const BAG = HISTORY_STEPS.flatMap((step) => Array<typeof step>(step.weight).fill(step));

interface PlannedStep {
  readonly subject: HistorySubject;
  readonly step: (typeof HISTORY_STEPS)[number];
  /** Each step makes choices of its own, whatever order they come in. */
  readonly seed: number;
}

/** Each booking's steps in their order, those of different bookings as they come. Half-way, the process is killed. */
async function inDisorder(place: HistoryPlace, planned: readonly PlannedStep[]): Promise<void> {
  let taken = 0;
  let running = Promise.resolve();
  await inParallel(mixed(planned, place.random), AT_ONCE, async ({ subject, step, seed }) => {
    await running;
    taken += 1;
    // Others take theirs while this one waits: it is killed once.
    const nth = taken;
    if (nth % STEPS_A_MOOD === 0) await changeMood(place);
    if (nth === Math.floor(planned.length / 2)) {
      await sweepBegins();
      running = restart();
    }
    tally.ran(`${step.name}: ${await step.act({ ...place, random: new Seeded(seed) }, subject)}`);
  });
  await running;
}

/** Takes the bookings' steps in turns that are left to chance. */
function mixed(planned: readonly PlannedStep[], random: Seeded): PlannedStep[] {
  const queues = new Map<HistorySubject, PlannedStep[]>();
  for (const each of planned) queues.set(each.subject, [...(queues.get(each.subject) ?? []), each]);
  return random
    .shuffled(planned.map(({ subject }) => subject))
    .flatMap((subject) => queues.get(subject)?.shift() ?? []);
}

/** Dies with a sweep in hand, too, which somebody has to take over. */
async function sweepBegins(): Promise<void> {
  await desk.controls.misbehave({ operation: 'list_events', kind: 'delay', delay_ms: 20_000 });
  // The one before it may have much to put right.
  await untilWithin(120_000, async () => (await desk.controls.faults()).length === 0);
}

async function restart(): Promise<void> {
  await desk.crash();
  await desk.run();
}

async function changeMood({ random }: HistoryPlace): Promise<void> {
  if (random.chance(30)) await desk.controls.deliver('reversed', random.between(1, 2));
  const mood = random.pick(['normal', 'hold', 'hold', 'drop', 'drop', 'repeat', 'shuffle', 'late'] as const);
  await desk.controls.webhooks(mood, { copies: random.between(2, 4), delay_ms: random.between(200, 2000) });
}

async function compare(subjects: readonly HistorySubject[]): Promise<void> {
  const begun = performance.now();
  const different = new Map<string, string>();
  const agree = async () => {
    const books = await desk.controls.books();
    for (const { booking } of different.size === 0
      ? subjects
      : subjects.filter((each) => different.has(each.booking.id))) {
      const { body } = await desk.api.get(`/bookings/${booking.id}`);
      const [own, stripes] = [JSON.stringify(told(body)), JSON.stringify(booked(books, booking.id))];
      if (own === stripes) different.delete(booking.id);
      else different.set(booking.id, `the booking says ${own}, Stripe’s books ${stripes}`);
    }
    return different.size === 0;
  };
  await untilWithin(60_000, agree).catch(() => undefined);
  tally.settledAfter(performance.now() - begun);
  tally.add([...different.values()].map((what) => ({ wrong: 'lost', what })));
}

function told({ captured, refunded, held, disputed, in_flight }: BookingJson) {
  return { captured, refunded, held, disputed, in_flight };
}

/** A dispute that was lost counts as refunded; no more than was taken is ever given back. */
function booked({ payment_intents }: StripeBooks, booking: string): ReturnType<typeof told> {
  const own = payment_intents.filter(({ metadata }) => metadata.purser_booking === booking);
  const sum = (pick: (intent: BookedIntent) => number) => own.reduce((total, each) => total + pick(each), 0);
  return {
    captured: sum((each) => each.amount_received),
    refunded: sum((each) => Math.min(each.amount_received, each.amount_refunded + each.amount_lost)),
    held: sum((each) => each.amount_capturable),
    disputed: sum((each) => each.amount_disputed),
    in_flight: 0,
  };
}
