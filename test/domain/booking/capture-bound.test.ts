import { aBooking } from '../../support/domain/a-booking.js';
import { byAna } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const CASH = { code: 'cash', label: 'Cash' };
const DAY = '2026-11-25';

function heldAndPaidInCash(cash: number) {
  const booking = aBooking(usd(100)).withHold(usd(100)).build();
  booking.recordCollection(
    { id: 'cash', amount: usd(cash), method: CASH, receivedOn: DAY, today: DAY },
    byAna,
  );
  return booking;
}

describe('the capture of a hold', () => {
  test('takes no more than is still owed since the customer paid otherwise', () => {
    expectRefused(
      () => heldAndPaidInCash(60).requestCapture('p1', 'op', usd(41), byAna),
      'over_outstanding',
      {
        amount: 41,
        maximum: 40,
      },
    );
    expect(heldAndPaidInCash(60).requestCapture('p1', 'op', usd(40), byAna).amount).toEqual(usd(40));
  });

  test('takes just what is owed unless an amount is given', () => {
    expect(heldAndPaidInCash(60).requestCapture('p1', 'op', undefined, byAna).amount).toEqual(usd(40));
    expect(heldAndPaidInCash(50).requestCapture('p1', 'op', undefined, byAna).amount).toEqual(usd(50));
  });

  test('is refused when nothing is owed any more; the hold can be released', () => {
    const booking = heldAndPaidInCash(100);
    expectRefused(() => booking.requestCapture('p1', 'op', undefined, byAna), 'over_outstanding', {
      maximum: 0,
    });
    expect(booking.requestRelease('p1', 'op', byAna).kind).toBe('release');
  });

  test('follows a total that was lowered since', () => {
    const booking = aBooking(usd(100)).withHold(usd(100)).build();
    booking.changeTotal(usd(70), byAna);
    expectRefused(() => booking.requestCapture('p1', 'op', usd(100), byAna), 'over_outstanding', {
      maximum: 70,
    });
  });

  test('leaves to others what is under way', () => {
    const booking = aBooking(usd(100)).withHold(usd(60)).withChargeInDoubt(usd(40)).build();
    booking.changeTotal(usd(80), byAna);
    expect(booking.requestCapture('p1', 'op', undefined, byAna).amount).toEqual(usd(40));
  });

  test('still says first what the hold bounds', () => {
    const booking = aBooking(usd(100)).withHold(usd(60)).build();
    expectRefused(() => booking.requestCapture('p1', 'op', usd(61), byAna), 'over_held', { held: 60 });
  });
});
