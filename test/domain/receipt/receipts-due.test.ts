import type { Booking } from '../../../src/domain/booking/booking.js';
import { receiptsDue } from '../../../src/domain/receipt/receipts-due.js';
import { STRIPE } from '../../../src/domain/shared/actor.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { anIntent, aRefund } from '../../support/domain/an-intent.js';
import { byAna, byStripe, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

const DAY = 24;
const after = (days: number) => ({ by: STRIPE, at: hoursAfter(NOW, days * DAY) });

function collected(receivedOn: string, days = 0): Booking {
  const booking = aBooking().build();
  const method = { code: 'cash', label: 'Cash' };
  const today = after(days).at.toISOString().slice(0, 10);
  booking.recordCollection({ id: 'p1', amount: usd(300), method, receivedOn, today }, after(days));
  return booking;
}

describe('receipts that go out by themselves', () => {
  it('are for a charge that succeeded, once, however often that is heard', () => {
    const booking = aBooking().withRequestedCharge(usd(600)).build();
    booking.recordReport('p1', anIntent(usd(600)).succeeded(), byAna);
    booking.recordReport('p1', anIntent(usd(600)).succeeded(), byStripe);
    expect(receiptsDue(booking)).toEqual([{ payment: 'p1' }]);
  });

  it('are for a hold when it is captured, and not when it is placed', () => {
    const booking = aBooking().withRequestedHold(usd(600)).build();
    booking.recordReport('p1', anIntent(usd(600)).authorized(hoursAfter(NOW, 7 * DAY)), byAna);
    expect(receiptsDue(booking)).toEqual([]);
    booking.recordReport('p1', anIntent(usd(600)).succeeded({ received: usd(250) }), after(6));
    expect(receiptsDue(booking)).toEqual([{ payment: 'p1' }]);
  });

  it('are for a collection, and for its refund', () => {
    const booking = collected('2026-06-01');
    booking.requestRefund(
      'p1',
      'op-1',
      { amount: usd(100), reason: 'requested_by_customer', stillOwed: false },
      byAna,
    );
    expect(receiptsDue(booking)).toEqual([{ payment: 'p1' }, { refund: 'op-1' }]);
  });

  it('are for a refund once it has succeeded, not while it is on its way or has failed', () => {
    const booking = aBooking().withCharge(usd(600)).build();
    const told = (status: 'pending' | 'succeeded' | 'failed', days: number) =>
      booking.recordFacts('p1', { refunds: [aRefund(usd(100), status)], disputes: [] }, after(days));
    told('pending', 0);
    expect(receiptsDue(booking)).toEqual([]);
    told('succeeded', 9);
    expect(receiptsDue(booking)).toEqual([{ refund: 're_1' }]);
    told('failed', 10);
    expect(receiptsDue(booking)).toEqual([]);
  });

  it('aren’t for what was declined, released or disputed', () => {
    const booking = aBooking().withRequestedCharge(usd(600)).withHold(usd(100)).build();
    booking.recordReport('p1', anIntent(usd(600)).declined(), byAna);
    booking.recordReport('p2', anIntent(usd(100), 'pi_2').holdCanceled(), byAna);
    expect(receiptsDue(booking)).toEqual([]);
  });

  it('aren’t for money that moved long ago and is only found now', () => {
    const charge = aBooking().withRequestedCharge(usd(600)).build();
    charge.recordReport('p1', anIntent(usd(600)).succeeded(), after(8));
    expect(receiptsDue(charge)).toEqual([]);

    const hold = aBooking()
      .withHold(usd(600), hoursAfter(NOW, 7 * DAY))
      .build();
    hold.recordReport('p1', anIntent(usd(600)).succeeded(), after(15));
    expect(receiptsDue(hold)).toEqual([]);

    const refund = aBooking().withCharge(usd(600)).build();
    refund.recordFacts('p1', { refunds: [aRefund(usd(100))], disputes: [] }, after(15));
    expect(receiptsDue(refund)).toEqual([]);

    expect(receiptsDue(collected('2026-06-01', 9))).toEqual([]);
    expect(receiptsDue(collected('2026-06-01', 6))).toEqual([{ payment: 'p1' }]);
  });

  it('go by when Stripe says that it took the money, where it says so', () => {
    const fresh = aBooking().withChargeRequiringAction(usd(600)).build();
    fresh.recordReport('p1', { ...anIntent(usd(600)).succeeded(), takenAt: after(20).at }, after(21));
    expect(receiptsDue(fresh)).toEqual([{ payment: 'p1' }]);

    const old = aBooking()
      .withHold(usd(600), hoursAfter(NOW, 30 * DAY))
      .build();
    old.recordReport('p1', { ...anIntent(usd(600)).succeeded(), takenAt: after(2).at }, after(12));
    expect(receiptsDue(old)).toEqual([]);
  });
});
