import { AskedOperation } from '../support/faults/asked-operation.js';
import { Examination } from '../support/faults/examination.js';
import { FaultyDesk } from '../support/faults/faulty-desk.js';
import { MONEY_OPERATIONS } from '../support/faults/money-operations.js';
import { PATIENCE_MS } from '../support/faults/seeded.js';
import { Tally } from '../support/faults/tally.js';
import { letTimePass } from '../support/faults/time.js';

const tally = new Tally('Several instances at once');
let desk: FaultyDesk;
let other: string;
let examination: Examination;

beforeAll(async () => {
  desk = await FaultyDesk.start();
  other = await desk.runAnother();
  examination = new Examination(desk, tally);
  await desk.controls.webhooks('drop');
}, PATIENCE_MS);
afterAll(async () => {
  tally.print();
  await desk?.stop();
});

it(
  'one decision that two instances are told of at once is made once',
  async () => {
    const asked = await everyOperation('told twice');
    await Promise.all(asked.flatMap((each) => [each.ask(), each.ask(other), each.ask(), each.ask(other)]));
    await examination.compare(asked, await examination.settle(asked), () => true);
    await examination.askAgain(asked);
    expect(tally.wrongs).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'what an instance leaves behind is done once, by one that ran all along or by the next start',
  async () => {
    const asked = await everyOperation('left behind');
    const interceptions = asked.map(({ stripeId }) => desk.stripe.intercept(stripeId, 'answered'));
    for (const each of asked) void each.ask();
    await Promise.all(interceptions.map(({ reached }) => reached));
    await desk.crash();
    for (const interception of interceptions) interception.cut();
    await letTimePass(desk.databaseUrl);
    await desk.run();
    await examination.compare(asked, await examination.settle(asked), () => true);
    await examination.askAgain(asked);
    expect(tally.wrongs).toEqual([]);
  },
  PATIENCE_MS,
);

async function everyOperation(name: string): Promise<AskedOperation[]> {
  const asked = await Promise.all(
    MONEY_OPERATIONS.map((operation) => AskedOperation.prepare(desk, operation, name)),
  );
  for (const each of asked) tally.ran(each.name);
  return asked;
}
