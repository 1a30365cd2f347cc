import type {
  ChargeBooking,
  ChargeBookingHandler,
} from '../../../src/application/payment/charge-booking.command.js';
import { aDeskWith, aRunningBatchOf } from '../../support/application/a-batch.js';
import { Desk } from '../../support/application/a-desk.js';
import { AMEX, VISA } from '../../support/domain/an-intent.js';
import { ANA, BEN } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

const ALL = { matching: {} };

function statesOf(desk: Desk): (string | undefined)[] {
  return desk.batches
    .items()
    .map(({ booking, payment }) => desk.booking(booking).findPayment(payment)?.state);
}

describe('reviewing many bookings', () => {
  test('says of each what would be charged to which card, or why not, and charges nothing', async () => {
    const desk = await aDeskWith(5, { cardless: [2] });
    await desk.charge({ booking: 'booking-3', payment: 'paid' });
    await desk.charge({ booking: 'booking-4', payment: 'deposit', amount: usd(400) });
    await desk.placeHold({ booking: 'booking-5', payment: 'hold' });
    const asked = desk.stripe.requests.length;
    await desk.batches.make(ALL);
    expect(desk.batches.items().map(({ verdict }) => verdict)).toMatchObject([
      { step: 'waiting', amount: usd(1000), card: VISA },
      { step: 'not_chargeable', reason: 'no_card', amount: usd(1000) },
      { step: 'not_chargeable', reason: 'nothing_owed' },
      { step: 'waiting', amount: usd(600), card: VISA },
      { step: 'not_chargeable', reason: 'held' },
    ]);
    expect(desk.batches.batch().toData()).toMatchObject({
      state: 'review',
      size: 5,
      totals: [{ amount: usd(1600), bookings: 2 }],
    });
    expect(desk.stripe.requests).toHaveLength(asked);
    expect(desk.booking('booking-1').payments).toEqual([]);
  });

  test('leaves out a card that must not be asked again, and an amount that Stripe would not take', async () => {
    const desk = await aDeskWith(2);
    desk.stripe.refusal = { ...desk.stripe.refusal, declineCode: 'stolen_card' };
    desk.stripe.will('decline');
    await desk.charge({ booking: 'booking-1', payment: 'declined' });
    await desk.change({ booking: 'booking-2', total: usd(20) });
    await desk.batches.make(ALL);
    expect(desk.batches.steps()).toEqual([
      'not_chargeable: card_must_not_be_retried',
      'not_chargeable: amount_not_accepted',
    ]);
  });

  test('leaves out a customer whose payment in Stripe may be for the booking, also when it is found after the review', async () => {
    const desk = await aDeskWith(2);
    await desk.charge({ booking: 'booking-1', payment: 'deposit-1', amount: usd(100) });
    await desk.charge({ booking: 'booking-2', payment: 'deposit-2', amount: usd(100) });
    await desk.sync(
      desk.stripe.payThere({ name: 'one', stripeCustomer: 'cus_customer-1', amount: usd(900) }),
    );
    await desk.batches.make(ALL);
    expect(desk.batches.steps()).toEqual(['not_chargeable: unmatched_payment', 'waiting']);
    await desk.sync(
      desk.stripe.payThere({ name: 'other', stripeCustomer: 'cus_customer-2', amount: usd(900) }),
    );
    await desk.batches.start();
    await desk.batches.work();
    expect(desk.batches.steps()[1]).toBe('left_out: unmatched_payment');
    expect(desk.stripe.taken).toBe(2000);
  });

  test('of more than fit into one step goes on by jobs until each was examined', async () => {
    const desk = await aDeskWith(251);
    await desk.batches.make(ALL);
    expect(desk.batches.batch().state).toBe('preparing');
    await desk.batches.work();
    expect(desk.batches.batch().toData()).toMatchObject({ state: 'review', examined: 251, open: 251 });
  });

  test('decided twice is one batch', async () => {
    const desk = await aDeskWith(1);
    await expect(desk.batches.make(ALL, { id: 'batch-1', key: 'k' })).resolves.toBe('batch-1');
    await expect(desk.batches.make(ALL, { id: 'batch-2', key: 'k' })).resolves.toBe('batch-1');
    expect([...desk.unitOfWork.stored.batches.keys()]).toEqual(['batch-1']);
  });

  test('of no bookings is refused', async () => {
    await expectLaterRefused(new Desk().batches.make({ bookings: [] }), 'no_bookings');
  });
});

describe('charging many bookings', () => {
  test('charges each once, what was reviewed, in the name of who started it', async () => {
    const desk = await aDeskWith(3, { cardless: [2] });
    await desk.batches.make({ bookings: ['booking-3', 'booking-2', 'booking-1'] });
    await desk.batches.start({ by: BEN });
    await desk.batches.work();
    expect(desk.batches.steps()).toEqual(['asked', 'not_chargeable: no_card', 'asked']);
    expect(statesOf(desk)).toEqual(['succeeded', undefined, 'succeeded']);
    expect(desk.stripe.taken).toBe(2000);
    expect(desk.batches.batch().state).toBe('done');
    const [payment] = desk.booking('booking-3').payments;
    expect(payment?.toData()).toMatchObject({ amount: usd(1000), requestedBy: { ...BEN, batch: 'batch-1' } });
  });

  test('goes on after declines, and after one that waits for the customer', async () => {
    const desk = await aRunningBatchOf(3);
    desk.stripe.will('decline', 'require_authentication');
    await desk.batches.work();
    expect(statesOf(desk)).toEqual(['declined', 'requires_action', 'succeeded']);
    expect(desk.batches.batch().state).toBe('done');
  });

  test('in several lanes at once takes no booking twice', async () => {
    const desk = await aRunningBatchOf(9);
    await desk.batches.work(4);
    expect(desk.stripe.asked('charge')).toHaveLength(9);
    expect(desk.stripe.taken).toBe(9000);
    expect(desk.batches.batch().toData()).toMatchObject({ state: 'done', open: 0 });
  });

  test('started twice, even at the same time, charges once', async () => {
    const desk = await aDeskWith(2);
    await desk.batches.make(ALL);
    const seen = desk.batches.batch().version;
    await Promise.all([desk.batches.start({ seen }), desk.batches.start({ seen, by: BEN })]);
    await desk.batches.work(4);
    await desk.batches.start({ seen });
    await desk.batches.work(4);
    expect(desk.stripe.taken).toBe(2000);
  });

  test('of the same bookings by two batches charges them once', async () => {
    const desk = await aDeskWith(2);
    await desk.batches.make(ALL, { id: 'batch-1' });
    await desk.batches.make(ALL, { id: 'batch-2' });
    await desk.batches.start({ id: 'batch-1' });
    await desk.batches.start({ id: 'batch-2' });
    await desk.batches.work(4);
    expect(desk.stripe.taken).toBe(2000);
    const steps = [...desk.batches.steps('batch-1'), ...desk.batches.steps('batch-2')];
    expect(steps.toSorted()).toEqual([
      'asked',
      'asked',
      'left_out: amount_changed',
      'left_out: amount_changed',
    ]);
  });
});

describe('what changed since the review', () => {
  test('leaves out a booking of which less can be charged, and takes no more than was reviewed', async () => {
    const desk = await aDeskWith(3);
    await desk.batches.make(ALL);
    await desk.charge({ booking: 'booking-1', payment: 'by-hand', amount: usd(100) });
    await desk.change({ booking: 'booking-2', total: usd(5000) });
    await desk.batches.start();
    await desk.batches.work();
    expect(desk.batches.steps()).toEqual(['left_out: amount_changed', 'asked', 'asked']);
    expect(desk.stripe.taken).toBe(100 + 1000 + 1000);
    expect(desk.booking('booking-2').amounts.outstanding).toEqual(usd(4000));
  });

  test('leaves out a booking whose customer pays with another card by now', async () => {
    const desk = await aDeskWith(2);
    await desk.batches.make(ALL);
    const wallet = desk.unitOfWork.stored.wallets.get('customer-1');
    if (!wallet) throw new Error('No cards are stored.');
    const stripeCustomer = 'cus_customer-1';
    const cards = [...wallet.cards, { ...AMEX, addedAt: desk.clock.now(), stripeCustomer }];
    desk.unitOfWork.stored.wallets.set('customer-1', { ...wallet, cards, primary: AMEX.id });
    await desk.batches.start();
    await desk.batches.work();
    expect(desk.batches.steps()).toEqual(['left_out: card_changed', 'asked']);
    expect(desk.booking('booking-1').payments).toEqual([]);
  });

  test('is a stale page’s only where the batch itself changed', async () => {
    const desk = await aDeskWith(1);
    await desk.batches.make(ALL);
    await expectLaterRefused(desk.batches.start({ seen: 1 }), 'batch_changed', { expected: 1, current: 2 });
    expect(desk.batches.batch().state).toBe('review');
  });
});

describe('stopping', () => {
  test('charges nothing more, and lets what is under way end', async () => {
    const desk = await aRunningBatchOf(3);
    desk.stripe.whenAsked = async ({ call }) => {
      if (call === 'charge') await desk.batches.stop();
    };
    await desk.batches.work();
    expect(statesOf(desk)).toEqual(['succeeded', undefined, undefined]);
    expect(desk.batches.steps()).toEqual(['asked', 'stopped', 'stopped']);
    expect(desk.batches.batch().toData()).toMatchObject({
      state: 'stopped',
      stopped: 2,
      stoppedBy: { by: ANA },
    });
  });

  test('asks nothing of Stripe for a booking whose turn had come when Purser died', async () => {
    const desk = await aRunningBatchOf(2);
    desk.unitOfWork.crashAfter(1);
    await expect(desk.batches.chargeNext()).rejects.toThrow('The database is gone.');
    desk.unitOfWork.comeBack();
    await desk.batches.stop();
    await desk.batches.work();
    expect(desk.stripe.asked('charge')).toEqual([]);
    expect(desk.batches.steps()).toEqual(['stopped', 'stopped']);
    expect(desk.batches.batch().toData()).toMatchObject({ state: 'stopped', open: 0, stopped: 2 });
  });

  test('happens by itself when Stripe refuses one after the other, whatever is wrong', async () => {
    const desk = await aRunningBatchOf(8);
    desk.stripe.will(...Array.from({ length: 8 }, () => 'lock_out' as const));
    await desk.batches.work();
    expect(desk.stripe.asked('charge')).toHaveLength(3);
    expect(desk.batches.batch().toData()).toMatchObject({
      state: 'stopped',
      stopped: 5,
      stoppedBy: { by: { kind: 'system' } },
    });
  });

  test('before it was started discards it', async () => {
    const desk = await aDeskWith(1);
    await desk.batches.make(ALL);
    await desk.batches.stop();
    await expectLaterRefused(desk.batches.start(), 'batch_state', { state: 'discarded' });
    await desk.batches.work();
    expect(desk.stripe.taken).toBe(0);
  });
});

describe('a crash', () => {
  /** The transactions of one booking: its turn, the decision, the answer, its end. */
  test.each([0, 1, 2, 3])(
    'after %i of a booking’s transactions charges it once all the same',
    async (stored) => {
      const desk = await aRunningBatchOf(2);
      desk.unitOfWork.crashAfter(stored);
      await expect(desk.batches.chargeNext()).rejects.toThrow('The database is gone.');
      desk.unitOfWork.comeBack();
      await desk.batches.work();
      for (const { booking, payment } of desk.batches.items())
        if (desk.booking(booking).findPayment(payment)?.state !== 'succeeded') await desk.recover(payment);
      expect(statesOf(desk)).toEqual(['succeeded', 'succeeded']);
      expect(desk.stripe.taken).toBe(2000);
      expect(desk.batches.batch().state).toBe('done');
    },
  );

  test.each(['crash_before', 'crash_after'] as const)(
    'of Purser while Stripe is asked (%s)',
    async (crash) => {
      const desk = await aRunningBatchOf(2);
      desk.stripe.will(crash);
      await expect(desk.batches.chargeNext()).rejects.toThrow();
      await desk.batches.work();
      expect(desk.batches.batch().state).toBe('done');
      await desk.recover(desk.batches.items()[0]?.payment);
      expect(desk.stripe.taken).toBe(2000);
    },
  );

  test('long ago leads to no second charge when Stripe has forgotten the key', async () => {
    const desk = await aRunningBatchOf(1);
    desk.stripe.will('crash_after');
    await expect(desk.batches.chargeNext()).rejects.toThrow();
    desk.letTheKeysGo();
    desk.stripe.forgetKeys();
    await desk.batches.work();
    expect(desk.stripe.taken).toBe(1000);
    expect(desk.batches.batch().state).toBe('done');
    await desk.recover(desk.batches.items()[0]?.payment);
    expect(statesOf(desk)).toEqual(['succeeded']);
    expect(desk.stripe.taken).toBe(1000);
  });

  test('or a sleep of a lane, in which another one charges, sends nothing long after', async () => {
    const desk = await aRunningBatchOf(1);
    const charging = {
      execute: async ({ wanted }: ChargeBooking) => {
        await desk.batches.work();
        desk.letTheKeysGo();
        return desk.charge(wanted);
      },
    };
    await desk.batches.chargeNextBy(charging as ChargeBookingHandler);
    expect(desk.stripe.taken).toBe(1000);
  });

  test('again and again at the same booking leaves it out in the end, so that the batch ends', async () => {
    const desk = await aRunningBatchOf(1);
    for (let times = 1; times <= 5; times += 1) {
      desk.unitOfWork.crashAfter(1);
      await expect(desk.batches.chargeNext()).rejects.toThrow();
      desk.unitOfWork.comeBack();
    }
    await desk.batches.chargeNext();
    expect(desk.batches.steps()).toEqual(['left_out: not_possible']);
    expect(desk.batches.batch().state).toBe('done');
    expect(desk.stripe.taken).toBe(0);
  });

  test('of each commit’s answer decides nothing twice', async () => {
    const desk = await aDeskWith(2);
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.batches.make(ALL);
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.batches.start();
    desk.unitOfWork.loseAnswersToCommits(4, { heard: 1 });
    await desk.batches.work();
    expect(desk.stripe.asked('charge')).toHaveLength(2);
    expect(desk.stripe.taken).toBe(2000);
    expect(desk.batches.batch().state).toBe('done');
  });
});

describe('while Stripe doesn’t answer', () => {
  test('bookings wait longer each time, and what is in doubt is settled by recovery', async () => {
    const desk = await aRunningBatchOf(3);
    desk.unitOfWork.stored.jobs.splice(1);
    desk.stripe.will('lose_answer', 'lose_answer');
    await desk.batches.work();
    expect(statesOf(desk)).toEqual(['in_doubt', undefined, undefined]);
    expect(desk.batches.pauses).toEqual([5]);
    desk.clock.pass(5);
    await desk.batches.work();
    expect(desk.batches.pauses).toEqual([10]);
    desk.clock.pass(10);
    await desk.batches.work();
    expect(desk.batches.batch().state).toBe('done');
    for (const { payment } of desk.batches.items().slice(0, 2)) await desk.recover(payment);
    expect(statesOf(desk)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(desk.stripe.taken).toBe(3000);
  });
});
