import {
  BATCH_STATES,
  BATCH_TRANSITIONS,
  canBatchMove,
  isBatchOver,
} from '../../../src/domain/batch/batch-states.js';
import { ChargeBatch, MOST_BOOKINGS } from '../../../src/domain/batch/charge-batch.js';
import { reasonAfterReview, reasonInReview } from '../../../src/domain/batch/left-out.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { ANA, BEN, byAna, byBen, NOW } from '../../support/domain/causes.js';
import { eur, jpy, usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

/** Three bookings, of which two can be charged. */
function aReviewedBatch(): ChargeBatch {
  const batch = ChargeBatch.make('batch-1', 3, byAna);
  batch.examine(3, [usd(1000), usd(500)]);
  return batch;
}

function aRunningBatch(): ChargeBatch {
  const batch = aReviewedBatch();
  batch.start(batch.version, byBen);
  return batch;
}

describe('the states of a batch', () => {
  test('lead from each to those of the table and to no other', () => {
    for (const from of BATCH_STATES)
      for (const to of BATCH_STATES)
        expect(canBatchMove(from, to)).toBe(BATCH_TRANSITIONS[from].includes(to));
  });

  test('are over when none follows', () => {
    expect(BATCH_STATES.filter(isBatchOver)).toEqual(['stopped', 'done', 'discarded']);
  });
});

describe('making a batch', () => {
  test('is refused without bookings, and above the bound, which it names', () => {
    expectRefused(() => ChargeBatch.make('b', 0, byAna), 'no_bookings');
    expectRefused(() => ChargeBatch.make('b', MOST_BOOKINGS + 1, byAna), 'too_many_bookings', {
      maximum: MOST_BOOKINGS,
    });
    expect(ChargeBatch.make('b', MOST_BOOKINGS, byAna).state).toBe('preparing');
  });

  test('comes to its review once each booking was examined', () => {
    const batch = ChargeBatch.make('batch-1', 3, byAna);
    batch.examine(2, [usd(1000)]);
    expect(batch.state).toBe('preparing');
    batch.examine(1, []);
    expect(batch.state).toBe('review');
    expect(batch.toData()).toMatchObject({ examined: 3, open: 1, made: byAna });
  });

  test('adds amounts up by currency, never across', () => {
    const batch = ChargeBatch.make('batch-1', 5, byAna);
    batch.examine(3, [usd(1000), jpy(5000), usd(1)]);
    batch.examine(2, [eur(20), jpy(1)]);
    expect(batch.toData().totals).toEqual([
      { amount: usd(1001), bookings: 2 },
      { amount: jpy(5001), bookings: 2 },
      { amount: eur(20), bookings: 1 },
    ]);
  });
});

describe('starting a batch', () => {
  test('is bound to the version that was looked at', () => {
    const batch = aReviewedBatch();
    expectRefused(() => batch.start(batch.version - 1, byBen), 'batch_changed', { current: batch.version });
    expect(batch.start(batch.version, byBen)).toBe(true);
    expect(batch.mayBegin).toBe(true);
  });

  test('a second time is the same start, whatever was looked at and whatever became of it', () => {
    const batch = aRunningBatch();
    const before = batch.toData();
    expect(batch.start(before.version - 1, byAna)).toBe(false);
    expect(batch.toData()).toBe(before);
    batch.conclude(NOW);
    batch.conclude(NOW);
    expect(batch.start(undefined, byAna)).toBe(false);
    expect(batch.state).toBe('done');
  });

  test('is refused before the review is there, and where nothing can be charged', () => {
    const batch = ChargeBatch.make('batch-1', 1, byAna);
    expectRefused(() => batch.start(1, byAna), 'batch_state', { state: 'preparing', needed: 'review' });
    batch.examine(1, []);
    expectRefused(() => batch.start(batch.version, byAna), 'nothing_to_charge', { bookings: 1 });
  });

  test('is refused for one that was discarded', () => {
    const batch = aReviewedBatch();
    batch.stop(2, byAna);
    expectRefused(() => batch.start(undefined, byAna), 'batch_state', { state: 'discarded' });
  });

  test('makes who started it the one who charges, by this batch', () => {
    expect(aReviewedBatch().chargedBy).toEqual({ ...ANA, batch: 'batch-1' });
    expect(aRunningBatch().chargedBy).toEqual({ ...BEN, batch: 'batch-1' });
  });
});

describe('a running batch', () => {
  test('is done once no booking is open', () => {
    const batch = aRunningBatch();
    batch.conclude(NOW);
    expect(batch.state).toBe('running');
    batch.conclude(NOW);
    expect(batch.toData()).toMatchObject({ state: 'done', open: 0, endedAt: NOW });
  });

  test('begins nothing more once it was told to stop, and is stopped when what is under way has ended', () => {
    const batch = aRunningBatch();
    batch.stop(1, byAna);
    expect(batch.state).toBe('stopping');
    expect([batch.mayBegin, batch.isUnderWay]).toEqual([false, true]);
    batch.conclude(NOW);
    expect(batch.toData()).toMatchObject({ state: 'stopped', stopped: 1, stoppedBy: byAna });
  });

  test('is stopped at once when nothing is under way', () => {
    const batch = aRunningBatch();
    batch.stop(2, byAna);
    expect(batch.toData()).toMatchObject({ state: 'stopped', open: 0, stopped: 2, endedAt: NOW });
  });

  test('that was told to stop too late is done', () => {
    const batch = aRunningBatch();
    batch.stop(0, byAna);
    batch.conclude(NOW);
    batch.conclude(NOW);
    expect(batch.state).toBe('done');
  });

  test('is stopped once', () => {
    const batch = aRunningBatch();
    batch.stop(1, byAna);
    const before = batch.toData();
    batch.stop(0, byBen);
    expect(batch.toData()).toBe(before);
  });

  test('that never started is discarded', () => {
    const batch = ChargeBatch.make('batch-1', 3, byAna);
    batch.examine(1, [usd(5)]);
    batch.stop(1, byBen);
    expect(batch.toData()).toMatchObject({ state: 'discarded', open: 0, stoppedBy: byBen, endedAt: NOW });
  });
});

describe('the turns of a batch', () => {
  test('come one after the other in each lane, and each is taken once', () => {
    const batch = aRunningBatch();
    const [first, second] = batch.turns;
    if (!first || !second) throw new Error('It has no lanes.');
    expect([first, second]).toEqual([
      { lane: 0, turn: 1 },
      { lane: 1, turn: 1 },
    ]);
    expect(batch.takeNext(first)).toEqual({ lane: 0, turn: 2 });
    expect([batch.isAt(first), batch.isAt(second)]).toEqual([false, true]);
    batch.leave(second);
    expect(batch.turns).toEqual([{ lane: 0, turn: 2 }]);
  });

  test('end with it', () => {
    const batch = aRunningBatch();
    const [first] = batch.turns;
    batch.conclude(NOW);
    batch.conclude(NOW);
    expect(first && batch.takeNext(first)).toBeUndefined();
    expect(batch.turns).toEqual([]);
  });

  test('aren’t any lane’s that there isn’t, nor any’s before it was started', () => {
    expect(aReviewedBatch().turns).toEqual([]);
    expect(aRunningBatch().isAt({ lane: 4, turn: 1 })).toBe(false);
    // As a job that was added before lanes were numbered has it.
    expect(aRunningBatch().isAt({} as never)).toBe(false);
  });
});

describe('why a booking is left out', () => {
  test.each([
    ['nothing is owed', aBooking(usd(1000)).withCharge(usd(1000)), 'nothing_owed'],
    ['all of it is held', aBooking(usd(1000)).withHold(usd(1000)), 'held'],
    ['all of it is under way', aBooking(usd(1000)).withRequestedCharge(usd(1000)), 'under_way'],
  ])('says so when %s', (_when, booking, reason) => {
    expect(reasonInReview('over_chargeable', booking.build().amounts)).toBe(reason);
  });

  test('tells what changed since the review from what was so all along', () => {
    expect(reasonAfterReview('over_chargeable')).toBe('amount_changed');
    expect(reasonAfterReview('card_replaced')).toBe('card_changed');
    expect(reasonAfterReview('no_card')).toBe('card_changed');
    expect(reasonAfterReview('card_must_not_be_retried')).toBe('card_must_not_be_retried');
    expect(reasonAfterReview('something_new')).toBe('not_possible');
    expect(reasonInReview('no_card', aBooking().build().amounts)).toBe('no_card');
  });
});
