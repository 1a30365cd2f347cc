import { inParallel } from '../../src/infrastructure/scheduling/in-parallel.js';
import { AskedOperation } from '../support/faults/asked-operation.js';
import { Examination } from '../support/faults/examination.js';
import { FaultyDesk } from '../support/faults/faulty-desk.js';
import { MONEY_OPERATIONS, type MoneyOperation } from '../support/faults/money-operations.js';
import type { Moment } from '../support/faults/postgres-proxy.js';
import {
  FAULT_RUNS,
  FAULT_SEED,
  hasItsTurn,
  PATIENCE_MS,
  Seeded,
  shareOf,
} from '../support/faults/seeded.js';
import { Tally } from '../support/faults/tally.js';
import { until } from '../support/until.js';

/** The connection breaks at the `nth` statement about the operation. */
interface Cut {
  readonly operation: MoneyOperation;
  readonly nth: number;
  readonly moment: Moment;
  readonly name: string;
}

const AT_ONCE = 4;

const random = new Seeded(FAULT_SEED);
const tally = new Tally(`Fault matrix, PostgreSQL, seed ${FAULT_SEED}`);
let desk: FaultyDesk;

beforeAll(async () => {
  desk = await FaultyDesk.start();
  await desk.controls.webhooks('drop');
});
afterAll(async () => {
  tally.print();
  await desk?.stop();
});

describe('when the connection to PostgreSQL breaks at any statement', () => {
  it(
    'money moves exactly once, and whoever asks again is told how it went',
    async () => {
      for (let run = 0; run < FAULT_RUNS; run += 1) await throughCuts(random.shuffled(await everyCut()));
      expect(tally.wrongs).toEqual([]);
      expect(tally.counts.points).toBeGreaterThan(shareOf(MONEY_OPERATIONS.length * 20));
    },
    PATIENCE_MS * FAULT_RUNS,
  );

  it('broken connections that nobody was using are replaced', async () => {
    desk.postgres.cutAll();
    await until(async () => (await fetch(`${desk.url}/readyz`)).ok);
    const { body } = await desk.api.get(`/bookings/${(await desk.api.register()).id}`);
    expect(body).toMatchObject({ payment_status: 'not_charged' });
  });
});

/** Each operation's statements, as an undisturbed run shows them, cut before and after. */
async function everyCut(): Promise<Cut[]> {
  const cuts: Cut[] = [];
  for (const operation of MONEY_OPERATIONS) {
    const asked = await AskedOperation.prepare(desk, operation, 'undisturbed');
    const points = desk.postgres.record(asked.ids);
    await asked.ask();
    desk.postgres.disarm();
    points.forEach(({ transaction, statement, does }, index) => {
      for (const moment of ['before', 'after'] as const) {
        const where = statement === 0 ? '' : `, transaction ${transaction}`;
        cuts.push({ operation, nth: index + 1, moment, name: `${moment} #${index + 1} (${does}${where})` });
      }
    });
  }
  return cuts.filter((_, nth) => hasItsTurn(nth));
}

async function throughCuts(cuts: readonly Cut[]): Promise<void> {
  const all: AskedOperation[] = [];
  await inParallel(cuts, AT_ONCE, async (cut) => {
    all.push(await askAcross(cut));
  });
  const examination = new Examination(desk, tally);
  await examination.compare(
    all,
    await examination.settle(all),
    ({ operation }, { captured, held, refunded }) => {
      // One that was cut off before its decision was stored need not have happened; by halves is no way.
      return JSON.stringify({ captured, held, refunded }) !== JSON.stringify(operation.before);
    },
  );
  await examination.askAgain(all);
  await examination.compare(all, await examination.settle(all), () => true);
}

async function askAcross({ operation, nth, moment, name }: Cut): Promise<AskedOperation> {
  const asked = await AskedOperation.prepare(desk, operation, name);
  let seen = 0;
  const interception = desk.postgres.intercept(asked.ids, moment, () => (seen += 1) === nth);
  void interception.reached.then(() => interception.cut());
  await asked.ask();
  if (!interception.isReached) throw new Error(`${asked.name}: never came there`);
  tally.ran(asked.name);
  return asked;
}
