import fc from 'fast-check';
import { Booking } from '../../../src/domain/booking/booking.js';
import { proposedSplit } from '../../../src/domain/booking/refund-plan.js';
import type { ReportedRefund } from '../../../src/domain/payment/payment-report.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { aRefund } from '../../support/domain/an-intent.js';
import { byAna, byBen, byStripe, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectRefused } from '../../support/domain/refusals.js';

const DUPLICATE = { reason: 'duplicate', stillOwed: false } as const;

/** Stripe made the refund that payment `p1` waits for. */
function answer(booking: Booking, payment = 'p1'): void {
  const { operation } = booking.payment(payment);
  if (operation?.kind !== 'refund') throw new Error('No refund was asked for.');
  const refund = { ...aRefund(operation.amount, 'succeeded', `re_${operation.id}`), operation: operation.id };
  booking.recordFacts(payment, { refunds: [refund], disputes: [] }, byStripe);
}

function paid(total: number, taken: number) {
  const booking = aBooking(usd(Math.max(total, taken)))
    .withCharge(usd(taken))
    .build();
  booking.changeTotal(usd(total), byAna);
  return booking;
}

describe('a refund of a booking that was overpaid', () => {
  test('gives back what was too much, and waives nothing of the total', () => {
    const booking = paid(80, 100);
    booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: usd(20) }, byAna);
    answer(booking);
    expect(booking.amounts).toMatchObject({
      refunded: usd(20),
      waived: usd(0),
      overpaid: usd(0),
      outstanding: usd(0),
    });
    expect(booking.paymentStatus).toBe('charged_in_full');
  });

  test('waives only what goes beyond it', () => {
    const booking = paid(80, 100);
    booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: usd(50) }, byAna);
    answer(booking);
    expect(booking.amounts).toMatchObject({ waived: usd(30), overpaid: usd(0), outstanding: usd(0) });
    expect(booking.paymentStatus).toBe('partially_refunded');
  });

  test('doesn’t pay for what is added to the total later', () => {
    const booking = paid(80, 100);
    booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: usd(20) }, byAna);
    answer(booking);
    booking.changeTotal(usd(120), byAna);
    expect(booking.amounts).toMatchObject({ waived: usd(0), outstanding: usd(40) });
  });

  test('is the same when it was made in Stripe, as long as the total stays', () => {
    const booking = paid(80, 100);
    booking.recordFacts('p1', { refunds: [aRefund(usd(20), 'succeeded', 're_1')], disputes: [] }, byStripe);
    expect(booking.amounts).toMatchObject({ waived: usd(0), overpaid: usd(0), outstanding: usd(0) });
  });

  test('counts the overpayment once, over two that are under way at a time', () => {
    const booking = aBooking(usd(200)).withCharge(usd(100)).withCharge(usd(100)).build();
    booking.changeTotal(usd(170), byAna);
    const first = booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: usd(20) }, byAna);
    const second = booking.requestRefund('p2', 'op-2', { ...DUPLICATE, amount: usd(20) }, byAna);
    expect([first.ofOverpaid, second.ofOverpaid]).toEqual([usd(20), usd(10)]);
    answer(booking, 'p2');
    answer(booking, 'p1');
    expect(booking.amounts).toMatchObject({ refunded: usd(40), waived: usd(10), overpaid: usd(0) });
  });

  test('leaves neither an overpayment nor a debt, whatever was taken, asked and paid back', () => {
    const amount = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(amount, amount, amount, (total, taken, back) => {
        const booking = paid(total, taken);
        const { overpaid, outstanding } = booking.amounts;
        const asked = usd(Math.min(back, taken));
        booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: asked }, byAna);
        answer(booking);
        expect(booking.amounts.overpaid).toEqual(overpaid.minusOrZero(asked));
        expect(booking.amounts.waived).toEqual(asked.minusOrZero(overpaid));
        expect(booking.amounts.outstanding).toEqual(outstanding);
      }),
      reproducibly(300),
    );
  });
});

describe('one amount given back over several payments', () => {
  function threePayments() {
    return aBooking(usd(1000)).withCharge(usd(100)).withCollection(usd(200)).withCharge(usd(300)).build();
  }

  test('goes to the newest first, and to what was collected last', () => {
    const split = (amount: number) =>
      proposedSplit(usd(amount), threePayments().payments).map(({ payment, amount: part }) => [
        payment,
        part.amount,
      ]);
    expect(split(250)).toEqual([['p3', 250]]);
    expect(split(350)).toEqual([
      ['p3', 300],
      ['p1', 50],
    ]);
    expect(split(600)).toEqual([
      ['p3', 300],
      ['p1', 100],
      ['p2', 200],
    ]);
    expectRefused(() => split(601), 'over_refundable', { refundable: 600 });
    expectRefused(() => split(0), 'amount_not_positive');
  });

  test('leaves out what can’t be refunded now', () => {
    const booking = aBooking(usd(1000))
      .withCharge(usd(100))
      .withCharge(usd(200))
      .withDispute(usd(200), 'open')
      .withHold(usd(300))
      .build();
    booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: usd(10) }, byAna);
    expectRefused(() => proposedSplit(usd(1), booking.payments), 'over_refundable', { refundable: 0 });
  });

  test('is decided as a whole: an operation on each payment, a collection’s part written down', () => {
    const booking = threePayments();
    const operationOf = (payment: string) => `d1-${payment}`;
    booking.requestRefunds(
      { ...DUPLICATE, note: 'Rained off', amount: usd(450), decision: 'd1', operationOf },
      byAna,
    );
    expect(booking.payments.map(({ operation, refunds }) => [operation?.id, refunds.length])).toEqual([
      ['d1-p1', 0],
      [undefined, 1],
      ['d1-p3', 0],
    ]);
    expect(booking.payment('p2').refunds).toMatchObject([
      { id: 'd1-p2', amount: usd(50), status: 'succeeded', operation: 'd1-p2', note: 'Rained off' },
    ]);
    expect(booking.events.map(({ type }) => type)).toEqual([
      'refund_requested',
      'refund_requested',
      'refund_recorded',
    ]);
  });

  test('follows the split that people chose, and refuses one that is none', () => {
    const refunds = (parts: [string, number][]) => {
      const booking = threePayments();
      booking.requestRefunds(
        {
          ...DUPLICATE,
          decision: 'd1',
          operationOf: (payment) => payment,
          parts: parts.map(([payment, amount]) => ({ payment, amount: usd(amount) })),
        },
        byAna,
      );
      return booking.payments.map(({ operation, refunded }) => operation?.amount.amount ?? refunded.amount);
    };
    expect(
      refunds([
        ['p1', 60],
        ['p2', 40],
      ]),
    ).toEqual([60, 40, 0]);
    expectRefused(() => refunds([]), 'refund_split');
    expectRefused(
      () =>
        refunds([
          ['p1', 1],
          ['p1', 1],
        ]),
      'refund_split',
    );
    expectRefused(() => refunds([['p1', 101]]), 'over_refundable', { refundable: 100 });
    expectRefused(() => refunds([['p9', 1]]), 'payment_not_found');
  });

  test('proposes exactly the amount, never more of a payment than there is', () => {
    const payments = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.boolean()), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(payments, fc.integer({ min: 1, max: 1500 }), (all, wanted) => {
        const booking = all
          .reduce(
            (built, [amount, isCollected]) =>
              isCollected ? built.withCollection(usd(amount)) : built.withCharge(usd(amount)),
            aBooking(usd(1500)),
          )
          .build();
        const most = all.reduce((sum, [amount]) => sum + amount, 0);
        if (wanted > most)
          return void expectRefused(() => proposedSplit(usd(wanted), booking.payments), 'over_refundable');
        const parts = proposedSplit(usd(wanted), booking.payments);
        expect(parts.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(wanted);
        for (const { payment, amount } of parts)
          expect(booking.payment(payment).refundable.covers(amount)).toBe(true);
      }),
      reproducibly(200),
    );
  });
});

describe('whether a refund is still owed', () => {
  const inStripe = aRefund(usd(300), 'succeeded', 're_1');
  const charged = () => aBooking(usd(1000)).withCharge(usd(1000)).build();

  test('can be said of one that was made in Stripe, and taken back', () => {
    const booking = charged();
    booking.recordFacts('p1', { refunds: [inStripe], disputes: [] }, byStripe);
    expect(booking.amounts).toMatchObject({ waived: usd(300), outstanding: usd(0) });
    booking.decideStillOwed('p1', 're_1', true, byBen);
    expect(booking.amounts).toMatchObject({ waived: usd(0), outstanding: usd(300) });
    expect(booking.paymentStatus).toBe('partially_charged');
    expect(booking.events.at(-1)).toMatchObject({
      type: 'still_owed_decided',
      refund: 're_1',
      refunded: usd(300),
      stillOwed: true,
      cause: byBen,
    });
    const { length } = booking.events;
    booking.decideStillOwed('p1', 're_1', true, byBen);
    expect(booking.events).toHaveLength(length);
    booking.decideStillOwed('p1', 're_1', false, byBen);
    expect(booking.amounts.outstanding).toEqual(usd(0));
  });

  test('is no question for a refund that isn’t there or that failed', () => {
    const booking = charged();
    expectRefused(() => booking.decideStillOwed('p1', 're_9', true, byAna), 'refund_not_found');
    booking.recordFacts('p1', { refunds: [{ ...inStripe, status: 'failed' }], disputes: [] }, byStripe);
    expectRefused(() => booking.decideStillOwed('p1', 're_1', true, byAna), 'refund_ended');
  });

  test('stays as it was said, wherever among the news of the refund, in any order and repeated', () => {
    const news: ReportedRefund['status'][] = ['pending', 'succeeded', 'succeeded', 'pending'];
    const order = fc.shuffledSubarray(news, { minLength: 1 });
    fc.assert(
      fc.property(order, order, fc.boolean(), (before, after, stillOwed) => {
        const booking = charged();
        const hear = (status: ReportedRefund['status']) =>
          booking.recordFacts('p1', { refunds: [{ ...inStripe, status }], disputes: [] }, byStripe);
        before.forEach(hear);
        booking.decideStillOwed('p1', 're_1', stillOwed, byAna);
        after.forEach(hear);
        const stored = Booking.restore(booking.toData());
        expect(stored.payment('p1').refunds).toMatchObject([{ id: 're_1', stillOwed, isOwedDecided: true }]);
        expect(stored.amounts.outstanding).toEqual(usd(stillOwed ? 300 : 0));
      }),
      reproducibly(200),
    );
  });

  test('stays as it was said when the refund turns out to be the one that was asked for', () => {
    const booking = charged();
    booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: usd(300) }, byAna);
    booking.recordFacts('p1', { refunds: [inStripe], disputes: [] }, byStripe);
    booking.decideStillOwed('p1', 're_1', true, byBen);
    booking.recordOperationNotFound('p1', 'op-1', 'Not there.', byStripe);
    expect(booking.payment('p1').refunds).toMatchObject([{ operation: 'op-1', stillOwed: true }]);
  });
});

describe('a refund that fails at the customer’s bank', () => {
  test('comes back into view until another one is made', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(1000)).build();
    const refund = aRefund(usd(300), 'succeeded', 're_1');
    const hear = (...refunds: ReportedRefund[]) =>
      booking.recordFacts('p1', { refunds, disputes: [] }, byStripe);
    hear(refund);
    expect(booking.flagsAt(NOW)).toEqual([]);
    hear({ ...refund, status: 'failed' });
    expect(booking.flagsAt(NOW)).toEqual(['refund_failed']);
    expect(booking.amounts).toMatchObject({ refunded: usd(0), waived: usd(0) });
    expect(booking.paymentStatus).toBe('charged_in_full');
    hear({ ...refund, id: 're_2', createdAt: hoursAfter(refund.createdAt, 1) });
    expect(booking.flagsAt(NOW)).toEqual([]);
  });
});

describe('a refund of a collection', () => {
  test('is written down at once, and nothing is left to be sent', () => {
    const booking = aBooking(usd(1000)).withCollection(usd(400)).build();
    booking.requestRefund('p1', 'op-1', { ...DUPLICATE, note: 'Cash desk', amount: usd(150) }, byAna);
    expect(booking.payment('p1').operation).toBeUndefined();
    expect(booking.amounts).toMatchObject({ collected: usd(400), refunded: usd(150), waived: usd(150) });
    expect(booking.events).toMatchObject([{ type: 'refund_recorded', asked: usd(150), note: 'Cash desk' }]);
    expectRefused(
      () => booking.requestRefund('p1', 'op-2', { ...DUPLICATE, amount: usd(251) }, byAna),
      'over_refundable',
      {
        refundable: 250,
      },
    );
  });

  test('goes with the collection when that was a mistake', () => {
    const booking = aBooking(usd(1000)).withCollection(usd(400)).build();
    booking.requestRefund('p1', 'op-1', { ...DUPLICATE, amount: usd(150) }, byAna);
    booking.reverseCollection('p1', 'r1', 'Wrong booking', byAna);
    expect(booking.amounts).toMatchObject({ collected: usd(0), refunded: usd(0), waived: usd(0) });
    expect(booking.paymentStatus).toBe('not_charged');
    expectRefused(() => booking.requestRefund('p1', 'op-2', DUPLICATE, byAna), 'over_refundable');
  });
});
