import type {
  ChargeBooking,
  ChargeBookingHandler,
} from '../../../src/application/payment/charge-booking.command.js';
import { LANES } from '../../../src/domain/batch/charge-batch.js';
import { aRunningBatchOf } from '../../support/application/a-batch.js';
import type { Desk } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';

/** Between the turn of a booking and the decision on its payment something else happens. */
function charging(desk: Desk, after: () => Promise<unknown>): ChargeBookingHandler {
  const execute = async ({ wanted }: ChargeBooking) => {
    await after();
    return desk.charge(wanted);
  };
  return { execute } as ChargeBookingHandler;
}

function jobsOf(desk: Desk): unknown[] {
  return desk.unitOfWork.stored.jobs.filter(({ name }) => name === 'charge-batch').map(({ data }) => data);
}

describe('a lane that sleeps between its turn and the decision', () => {
  test('decides nothing once a stop was answered', async () => {
    const desk = await aRunningBatchOf(2);
    await desk.batches.chargeNextBy(charging(desk, () => desk.batches.stop()));
    expect(desk.stripe.asked('charge')).toEqual([]);
    expect(desk.batches.steps()).toEqual(['stopped', 'stopped']);
    expect(desk.batches.batch().toData()).toMatchObject({ state: 'stopped', open: 0, stopped: 2 });
    expect(desk.booking('booking-1').payments).toEqual([]);
  });

  test('decides nothing on a booking that others have left out meanwhile', async () => {
    const desk = await aRunningBatchOf(1);
    const fail = { execute: () => Promise.reject(new Error('It broke.')) } as unknown as ChargeBookingHandler;
    await desk.batches.chargeNextBy(
      charging(desk, async () => {
        for (let times = 1; times <= 4; times += 1)
          await expect(desk.batches.chargeNextBy(fail)).rejects.toThrow('It broke.');
        await desk.batches.chargeNext();
      }),
    );
    expect(desk.batches.steps()).toEqual(['left_out: not_possible']);
    expect(desk.stripe.taken).toBe(0);
    expect(desk.booking('booking-1').payments).toEqual([]);
  });

  test('charges nobody whose payment in Stripe was heard of meanwhile', async () => {
    const desk = await aRunningBatchOf(1);
    await desk.charge({ booking: 'booking-1', payment: 'deposit', amount: usd(100) });
    const paidThere = { name: 'there', stripeCustomer: 'cus_customer-1', amount: usd(900) };
    await desk.batches.chargeNextBy(charging(desk, () => desk.sync(desk.stripe.payThere(paidThere))));
    expect(desk.batches.steps()).toEqual(['left_out: unmatched_payment']);
    expect(desk.booking('booking-1').payments).toHaveLength(1);
  });
});

describe('the lanes of a batch', () => {
  test('are as many as there are bookings, and never more than four', async () => {
    expect(jobsOf(await aRunningBatchOf(3))).toHaveLength(3);
    expect(jobsOf(await aRunningBatchOf(9))).toHaveLength(LANES);
  });

  test('have one job each, whichever answers to commits are lost', async () => {
    const desk = await aRunningBatchOf(12);
    let most = 0;
    for (let heard = 0; jobsOf(desk).length > 0; heard = (heard + 1) % 5) {
      desk.unitOfWork.loseAnswersToCommits(1, { heard });
      await desk.batches.work(1, { times: 1 });
      most = Math.max(most, jobsOf(desk).length);
    }
    expect(most).toBe(LANES);
    expect(desk.stripe.asked('charge')).toHaveLength(12);
    expect(desk.batches.batch().toData()).toMatchObject({ state: 'done', open: 0 });
  });

  test('have one job each, though every job is handed out twice', async () => {
    const desk = await aRunningBatchOf(9);
    let most = 0;
    while (jobsOf(desk).length > 0) {
      const { jobs } = desk.unitOfWork.stored;
      jobs.push(...jobs.filter(({ name }) => name === 'charge-batch'));
      await desk.batches.work(2 * LANES, { times: 1 });
      most = Math.max(most, jobsOf(desk).length);
    }
    expect(most).toBe(LANES);
    expect(desk.stripe.asked('charge')).toHaveLength(9);
    expect(desk.stripe.taken).toBe(9000);
    expect(desk.batches.batch().state).toBe('done');
  });

  test('go on where they were when their jobs are gone, and no further', async () => {
    const desk = await aRunningBatchOf(6);
    desk.unitOfWork.crashAfter(1);
    await expect(desk.batches.chargeNext()).rejects.toThrow('The database is gone.');
    desk.unitOfWork.comeBack();
    desk.unitOfWork.stored.jobs.length = 0;
    await desk.batches.resume();
    await desk.batches.resume();
    await desk.batches.work(LANES);
    expect(desk.stripe.asked('charge')).toHaveLength(6);
    expect(desk.stripe.taken).toBe(6000);
    expect(desk.batches.batch().state).toBe('done');
    await desk.batches.resume();
    expect(jobsOf(desk)).toEqual([]);
  });
});
