import { BOOKING_FLAGS, type BookingFlag } from '../../../src/domain/booking/booking-flags.js';
import { aBooking, type BookingBuilder } from '../../support/domain/a-booking.js';
import { byAna, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

const booking = () => aBooking(usd(1000));
const flagsOf = (builder: BookingBuilder, now: Date = NOW) => builder.build().flagsAt(now);

describe('the flags of a booking', () => {
  test.each<[string, BookingFlag[], () => BookingBuilder]>([
    ['nothing happened', [], () => booking()],
    ['all was taken', [], () => booking().withCharge(usd(1000))],
    ['a charge is requested', [], () => booking().withRequestedCharge(usd(1000))],
    ['a charge is in doubt', ['in_doubt'], () => booking().withChargeInDoubt(usd(1000))],
    [
      'the customer must authenticate',
      ['action_required'],
      () => booking().withChargeRequiringAction(usd(10)),
    ],
    ['a dispute is open', ['disputed'], () => booking().withCharge(usd(1000)).withDispute(usd(100), 'open')],
    ['a dispute was won', [], () => booking().withCharge(usd(1000)).withDispute(usd(100), 'won')],
    ['a dispute was lost', [], () => booking().withCharge(usd(1000)).withDispute(usd(100), 'lost')],
    ['too much was taken', ['overpaid'], () => booking().withCharge(usd(1000)).withCollection(usd(1))],
    ['the last charge was declined', ['last_charge_declined'], () => booking().withDeclinedCharge(usd(1000))],
    ['a later charge went well', [], () => booking().withDeclinedCharge(usd(1000)).withCharge(usd(1000))],
    [
      'an earlier charge went well',
      ['last_charge_declined'],
      () => booking().withCharge(usd(100)).withDeclinedCharge(usd(900)),
    ],
    [
      'cash was taken after the decline',
      ['last_charge_declined'],
      () => booking().withDeclinedCharge(usd(900)).withCollection(usd(100)),
    ],
    ['the last charge failed without a decline', [], () => booking().withFailedCharge(usd(1000))],
    [
      'several things need attention at once',
      ['in_doubt', 'action_required', 'disputed'],
      () =>
        booking()
          .withCharge(usd(100))
          .withDispute(usd(100), 'open')
          .withChargeRequiringAction(usd(100))
          .withChargeInDoubt(usd(100)),
    ],
  ])('when %s are %j', (_when, flags, of) => {
    expect(flagsOf(of())).toEqual(flags);
  });

  test('say that a capture or release is in doubt', () => {
    const held = booking().withHold(usd(600)).build();
    held.requestCapture('p1', 'op-1', undefined, byAna);
    expect(held.flagsAt(NOW)).toEqual([]);
    held.recordInDoubt('p1', 'No answer in time.', byAna);
    expect(held.flagsAt(NOW)).toEqual(['in_doubt']);
    held.recordOperationRefused('p1', 'op-1', 'It never happened.', byAna);
    expect(held.flagsAt(NOW)).toEqual([]);
  });

  test('say overdue from the moment after the start, while something is outstanding', () => {
    const owing = booking().startingAt(NOW).withCharge(usd(999)).build();
    expect(owing.flagsAt(new Date(NOW.getTime() - 1))).toEqual([]);
    expect(owing.flagsAt(NOW)).toEqual([]);
    expect(owing.flagsAt(new Date(NOW.getTime() + 1))).toEqual(['overdue']);
    expect(flagsOf(booking().startingAt(NOW).withCharge(usd(1000)), hoursAfter(NOW, 1000))).toEqual([]);
  });

  test('still say overdue for what is only held or under way', () => {
    expect(flagsOf(booking().startingAt(NOW).withHold(usd(1000)), hoursAfter(NOW, 1))).toContain('overdue');
    expect(flagsOf(booking().startingAt(NOW).withRequestedCharge(usd(1000)), hoursAfter(NOW, 1))).toContain(
      'overdue',
    );
  });

  test('say that a hold expires within 48 hours', () => {
    const held = booking().withHold(usd(600), hoursAfter(NOW, 48)).build();
    expect(held.flagsAt(new Date(NOW.getTime() - 1))).toEqual([]);
    expect(held.flagsAt(NOW)).toEqual(['hold_expiring']);
    expect(held.flagsAt(hoursAfter(NOW, 72))).toEqual(['hold_expiring']);
  });

  test('go by the first of several holds to end', () => {
    const several = booking()
      .withHold(usd(100), hoursAfter(NOW, 24 * 9))
      .withHold(usd(100), hoursAfter(NOW, 24))
      .withHold(usd(100), hoursAfter(NOW, 24 * 5));
    expect(several.build().flagFacts.holdExpiresAt).toEqual(hoursAfter(NOW, 24));
    expect(flagsOf(several)).toEqual(['hold_expiring']);
  });

  test('forget the end of a hold that was captured or released', () => {
    expect(flagsOf(booking().withCapturedHold(usd(1000)), hoursAfter(NOW, 24 * 7))).toEqual([]);
    expect(flagsOf(booking().withReleasedHold(usd(1000)), hoursAfter(NOW, 24 * 7))).toEqual([]);
  });

  test('are those of the design', () => {
    expect([...BOOKING_FLAGS].sort()).toEqual(
      [
        'in_doubt',
        'action_required',
        'overdue',
        'disputed',
        'overpaid',
        'hold_expiring',
        'last_charge_declined',
        'refund_failed',
      ].sort(),
    );
  });
});
