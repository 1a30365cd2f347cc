import { aBooking } from '../../support/domain/a-booking.js';
import { byAna } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

describe('how the customer is to pay', () => {
  test('can be settled otherwise, and moves no money', () => {
    const booking = aBooking(usd(1000)).build();
    const { paymentOption: from } = booking.about;
    const before = booking.amounts;
    booking.changePaymentOption('pre_authorize', byAna);
    expect(booking.about.paymentOption).toBe('pre_authorize');
    expect(booking.events.at(-1)).toEqual({
      type: 'payment_option_changed',
      from,
      to: 'pre_authorize',
      booking: booking.id,
      cause: byAna,
    });
    expect(booking.amounts).toEqual(before);
    expect(booking.payments).toEqual([]);
  });

  test('stays what it is without an event when it is that already', () => {
    const booking = aBooking(usd(1000)).build();
    const events = booking.events.length;
    booking.changePaymentOption(booking.about.paymentOption, byAna);
    expect(booking.events).toHaveLength(events);
  });
});
