import { aDesk, keyed } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

describe('recording a collection', () => {
  test('stores it with the day in the business’s zone, and asks nobody', async () => {
    const desk = await aDesk();
    await desk.collect({ amount: usd(400) });
    expect(desk.payment().toData()).toMatchObject({
      kind: 'collection',
      collection: { method: 'cash', receivedOn: '2026-06-01' },
    });
    expect(desk.booking().amounts.collected).toEqual(usd(400));
    expect(desk.stripe.taken).toBe(0);
    expect(desk.happenings).toEqual(['booking_registered', 'collection_recorded']);
  });

  test('is done once for one key, even when its method is retired meanwhile', async () => {
    const desk = await aDesk();
    await desk.collect({ idempotency: keyed('k') });
    desk.methods.methods = [];
    const again = await desk.collect({ payment: 'p2', idempotency: keyed('k') });
    expect(again).toEqual({ booking: 'booking-1', payment: 'p1', repeated: true });
    expect(desk.booking().payments).toHaveLength(1);
  });

  test.each(['pebbles', 'seashells', 'Cash'])(
    'by “%s” is refused, and says by what it can be',
    async (method) => {
      const desk = await aDesk();
      await expectLaterRefused(desk.collect({ method }), 'unknown_collection_method', {
        methods: 'cash, bank_transfer',
      });
      expect(desk.booking().payments).toEqual([]);
    },
  );

  test('on a version that is gone is refused', async () => {
    const desk = await aDesk();
    await desk.changeTotal(usd(1500));
    await expectLaterRefused(desk.collect({ expectedVersion: 1 }), 'booking_changed');
  });

  test('is recorded once when the answer to its COMMIT is lost', async () => {
    const desk = await aDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    const decided = await desk.collect({ expectedVersion: 1, idempotency: keyed('k') });
    expect(decided.repeated).toBe(false);
    expect(desk.happenings.slice(1)).toEqual(['collection_recorded']);
  });
});

describe('reversing a collection', () => {
  test('is done once for one key and once when its COMMIT isn’t answered', async () => {
    const desk = await aDesk();
    await desk.collect();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.reverse({ idempotency: keyed('r'), expectedVersion: 2 });
    const again = await desk.reverse({ reversal: 'reversal-2', idempotency: keyed('r') });
    expect(again.repeated).toBe(true);
    expect(desk.happenings.slice(1)).toEqual(['collection_recorded', 'collection_reversed']);
    expect(desk.booking().paymentStatus).toBe('not_charged');
    await expectLaterRefused(desk.reverse({ reversal: 'reversal-3' }), 'already_reversed');
  });

  test('of a payment that nobody knows is refused', async () => {
    const desk = await aDesk();
    await expectLaterRefused(desk.reverse({ payment: 'p9' }), 'payment_not_found');
  });
});

test('what Stripe says under a collection’s id, because somebody wrote it there, is not the collection’s', async () => {
  const desk = await aDesk();
  await desk.collect();
  const there = desk.stripe.payThere();
  await desk.sync({ ...there, payment: 'p1' });
  expect(desk.payment().toData()).toMatchObject({ kind: 'collection', captured: usd(400) });
  expect(desk.payment().paymentIntent).toBeUndefined();
});
