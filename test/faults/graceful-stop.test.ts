import { AskedOperation } from '../support/faults/asked-operation.js';
import { FaultyDesk } from '../support/faults/faulty-desk.js';
import { MONEY_OPERATIONS } from '../support/faults/money-operations.js';
import { settle } from '../support/faults/settling.js';

let desk: FaultyDesk;

beforeAll(async () => {
  desk = await FaultyDesk.start({ PURSER_STRIPE_TIMEOUT_SECONDS: '60' });
});
afterAll(() => desk?.stop());

describe('SIGTERM while Stripe is being asked', () => {
  it('lets it finish, and the callers be answered', async () => {
    const asked = await Promise.all(
      MONEY_OPERATIONS.map((operation) => AskedOperation.prepare(desk, operation, 'SIGTERM')),
    );
    const interceptions = asked.map(({ stripeId }) => desk.stripe.intercept(stripeId, 'answered'));
    const answers = asked.map((each) => each.ask());
    await Promise.all(interceptions.map(({ reached }) => reached));
    const ended = desk.terminate();
    for (const interception of interceptions) interception.proceed();
    for (const answer of answers) expect(await answer).toMatchObject({ status: 201 });
    expect(await ended).toBe(0);
    await desk.run();
    for (const [index, each] of asked.entries()) expect(await each.ask()).toEqual(await answers[index]);
  });

  it('doesn’t wait for ever: what is open then is settled after the next start', async () => {
    const [charge] = MONEY_OPERATIONS;
    if (!charge) throw new Error('There are no operations.');
    const asked = await AskedOperation.prepare(desk, charge, 'SIGTERM');
    const interception = desk.stripe.intercept(asked.stripeId, 'answered');
    const answer = asked.ask();
    await interception.reached;
    expect(await desk.terminate()).toBe(0);
    expect(await answer).toBe('none');
    interception.proceed();
    await desk.run();
    const { bookings } = await settle(desk.api, [asked.booking]);
    expect(bookings.get(asked.booking)).toMatchObject({ in_flight: 0, flags: [] });
    expect(await asked.ask()).toMatchObject({ status: 201 });
    expect(desk.stripe.requests.filter(({ body }) => body.includes(asked.booking))).toHaveLength(2);
  });
});
