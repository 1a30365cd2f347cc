import { aBooking } from '../../support/domain/a-booking.js';
import { byAna } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

describe('what a payment under way would take', () => {
  test('is owed as long as nothing else takes its place', () => {
    expect(aBooking(usd(1000)).withChargeRequiringAction(usd(1000)).build().isStillOwed('p1')).toBe(true);
  });

  test.each([
    [400, true],
    [401, false],
  ])('with %i collected: %s', (collected, owed) => {
    const booking = aBooking(usd(1000)).withChargeRequiringAction(usd(600)).withCollection(usd(collected));
    expect(booking.build().isStillOwed('p1')).toBe(owed);
  });

  test('other holds and payments under way come first', () => {
    const booking = aBooking(usd(1000))
      .withChargeRequiringAction(usd(600))
      .withHold(usd(300))
      .withChargeInDoubt(usd(100))
      .build();
    expect(booking.isStillOwed('p1')).toBe(true);
    booking.changeTotal(usd(999), byAna);
    expect(booking.isStillOwed('p1')).toBe(false);
  });

  test('a hold that it replaces covers the same money', () => {
    const booking = aBooking(usd(1000)).withHold(usd(1000)).build();
    booking.requestReauthorization('p1', { id: 'new' }, 'release', byAna);
    expect(booking.isStillOwed('new')).toBe(true);
    booking.changeTotal(usd(999), byAna);
    expect(booking.isStillOwed('new')).toBe(false);
  });
});
