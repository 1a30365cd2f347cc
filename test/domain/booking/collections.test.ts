import fc from 'fast-check';
import { dayIn, isCalendarDate } from '../../../src/domain/shared/calendar-date.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { byTheBook } from '../../support/domain/booking-by-the-book.js';
import { ANA, byAna, byBen } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectRefused } from '../../support/domain/refusals.js';

const CASH = { code: 'cash', label: 'Cash' };

function wanted(amount: number, wishes: { id?: string; receivedOn?: string; note?: string } = {}) {
  return {
    id: 'c1',
    amount: usd(amount),
    method: CASH,
    receivedOn: '2026-05-30',
    today: '2026-06-01',
    ...wishes,
  };
}

describe('a collection', () => {
  test('counts at once, with the way and the day it came in', () => {
    const booking = aBooking(usd(1000)).build();
    const payment = booking.recordCollection(wanted(400, { note: 'Receipt 7' }), byAna);
    expect(payment.toData()).toMatchObject({
      kind: 'collection',
      state: 'succeeded',
      captured: usd(400),
      collection: { method: 'cash', receivedOn: '2026-05-30' },
      note: 'Receipt 7',
      requestedBy: ANA,
    });
    expect(booking.amounts).toMatchObject({ collected: usd(400), captured: usd(0), outstanding: usd(600) });
    expect(booking.paymentStatus).toBe('partially_charged');
    expect(booking.events).toMatchObject([
      {
        type: 'collection_recorded',
        method: CASH,
        receivedOn: '2026-05-30',
        note: 'Receipt 7',
        cause: byAna,
      },
    ]);
  });

  test('is bound by what is outstanding, whatever is held or under way', () => {
    const booking = aBooking(usd(1000)).withHold(usd(1000)).build();
    expectRefused(() => booking.recordCollection(wanted(1001), byAna), 'over_chargeable', {
      outstanding: 1000,
    });
    booking.recordCollection(wanted(1000), byAna);
    expect(booking.amounts).toMatchObject({ outstanding: usd(0), held: usd(1000), chargeable: usd(0) });
    expectRefused(() => booking.recordCollection(wanted(1, { id: 'c2' }), byAna), 'over_chargeable', {
      outstanding: 0,
    });
  });

  test('of nothing, or of money that isn’t there yet, is refused', () => {
    const booking = aBooking().build();
    expectRefused(() => booking.recordCollection(wanted(0), byAna), 'amount_not_positive');
    expectRefused(
      () => booking.recordCollection(wanted(1, { receivedOn: '2026-06-02' }), byAna),
      'received_in_future',
      { received_on: '2026-06-02', latest: '2026-06-01' },
    );
    expect(booking.hasChanged).toBe(false);
  });
});

describe('the reversal of a collection', () => {
  test('takes back the whole of it: neither collected nor refunded', () => {
    const booking = aBooking(usd(1000)).build();
    booking.recordCollection(wanted(400), byAna);
    booking.reverseCollection('c1', 'reversal-1', ' Wrong booking ', byBen);
    expect(booking.amounts).toMatchObject({ collected: usd(0), refunded: usd(0), outstanding: usd(1000) });
    expect(booking.paymentStatus).toBe('not_charged');
    expect(booking.payment('c1').toData()).toMatchObject({
      amount: usd(400),
      collection: { reversal: { id: 'reversal-1', reason: 'Wrong booking', by: byBen.by } },
    });
    expect(booking.events.at(-1)).toMatchObject({
      type: 'collection_reversed',
      amount: usd(400),
      reason: 'Wrong booking',
      cause: byBen,
    });
  });

  test('is made once, with a reason, and of nothing that Stripe took', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(100)).build();
    booking.recordCollection(wanted(400), byAna);
    expectRefused(() => booking.reverseCollection('p1', 'r1', 'No', byAna), 'not_a_collection');
    expectRefused(() => booking.reverseCollection('c1', 'r1', ' ', byAna), 'reason_required');
    booking.reverseCollection('c1', 'r1', 'Twice', byAna);
    expectRefused(() => booking.reverseCollection('c1', 'r2', 'Again', byAna), 'already_reversed');
    expectRefused(() => booking.reverseCollection('c9', 'r2', 'Which?', byAna), 'payment_not_found');
  });

  test('leaves the booking as if the collections that were reversed had never been', () => {
    const entries = fc.array(
      fc.record({ amount: fc.integer({ min: 1, max: 400 }), isMistake: fc.boolean() }),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(entries, (all) => {
        const booking = aBooking(usd(1000)).withCharge(usd(100)).build();
        const kept: number[] = [];
        for (const [index, { amount, isMistake }] of all.entries()) {
          if (booking.amounts.outstanding.amount < amount) continue;
          booking.recordCollection(wanted(amount, { id: `c${index}` }), byAna);
          if (isMistake) booking.reverseCollection(`c${index}`, `r${index}`, 'Mistake', byAna);
          else kept.push(amount);
        }
        const without = kept.reduce(
          (b, amount) => b.withCollection(usd(amount)),
          aBooking(usd(1000)).withCharge(usd(100)),
        );
        expect(booking.amounts).toEqual(without.build().amounts);
        expect(booking.paymentStatus).toBe(byTheBook(booking.toData()).status);
      }),
      reproducibly(300),
    );
  });
});

describe('a day of the calendar', () => {
  test.each(['2026-02-30', '2026-2-3', '26-02-03', '2026-13-01', '2026-01-01T00:00', ''])(
    '“%s” is none',
    (text) => expect(isCalendarDate(text)).toBe(false),
  );

  test('is another one east and west at the same moment', () => {
    const moment = new Date('2026-06-01T23:30:00Z');
    expect([dayIn('UTC', moment), dayIn('Europe/Lisbon', moment), dayIn('America/Lima', moment)]).toEqual([
      '2026-06-01',
      '2026-06-02',
      '2026-06-01',
    ]);
    expect(isCalendarDate(dayIn('Asia/Tokyo', moment))).toBe(true);
  });
});
