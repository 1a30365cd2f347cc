import { aBooking } from '../../support/domain/a-booking.js';
import { anIntent, aRefund } from '../../support/domain/an-intent.js';
import { anUnmatchedPayment } from '../../support/domain/an-unmatched-payment.js';
import { ANA, byAna, byStripe } from '../../support/domain/causes.js';
import { eur, usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const intent = anIntent(usd(400), 'pi_theirs');
const found = (report = intent.succeeded(), kind: 'charge' | 'hold' = 'charge') =>
  anUnmatchedPayment(report, kind).toData().payment;

describe('a payment made in Stripe and linked to a booking', () => {
  test('counts as any other from then on', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(600)).build();
    const payment = booking.linkPayment(found(), byAna);
    expect(payment.toData()).toMatchObject({ id: 'u1', paymentIntent: 'pi_theirs', requestedBy: ANA });
    expect(booking.amounts).toMatchObject({ captured: usd(1000), outstanding: usd(0) });
    expect(booking.paymentStatus).toBe('charged_in_full');
    expect(booking.version).toBe(2);
  });

  test('is told in the timeline once, with what had become of it', () => {
    const booking = aBooking().build();
    booking.linkPayment(found(intent.succeeded({ refunds: [aRefund(usd(100))] })), byAna);
    expect(booking.events).toMatchObject([
      {
        type: 'payment_linked',
        payment: 'u1',
        amount: usd(400),
        captured: usd(400),
        refunded: usd(100),
        state: 'succeeded',
        paymentIntent: 'pi_theirs',
        cause: byAna,
      },
    ]);
    expect(booking.amounts).toMatchObject({ captured: usd(400), refunded: usd(100), waived: usd(100) });
  });

  test('may be more than was owed: the money is there', () => {
    const booking = aBooking(usd(300)).build();
    booking.linkPayment(found(), byAna);
    expect(booking.amounts).toMatchObject({ captured: usd(400), overpaid: usd(100), chargeable: usd(0) });
  });

  test('may be a hold, which is captured here like any other', () => {
    const booking = aBooking().build();
    booking.linkPayment(found(intent.authorized(), 'hold'), byAna);
    expect(booking.amounts).toMatchObject({ held: usd(400), chargeable: usd(600) });
    expect(booking.paymentStatus).toBe('authorized');
    expect(booking.requestCapture('u1', 'op-1', usd(250), byAna).amount).toEqual(usd(250));
  });

  test('follows what Stripe says of it', () => {
    const booking = aBooking().build();
    booking.linkPayment(found(), byAna);
    booking.recordReport('u1', intent.succeeded({ refunds: [aRefund(usd(400))] }), byStripe);
    expect(booking.paymentStatus).toBe('refunded');
    expect(booking.events.at(-1)).toMatchObject({ type: 'refund_changed', cause: byStripe });
  });

  test('is refused in another currency, and changes nothing', () => {
    const booking = aBooking().build();
    const inEuro = anUnmatchedPayment(anIntent(eur(400), 'pi_theirs').succeeded()).toData().payment;
    expectRefused(() => booking.linkPayment(inEuro, byAna), 'currency_mismatch', {
      expected: 'USD',
      given: 'EUR',
    });
    expect(booking.hasChanged).toBe(false);
  });

  test('is refused when the booking has it already', () => {
    const booking = aBooking().withCharge(usd(400)).build();
    const same = found(anIntent(usd(400), 'pi_1').succeeded());
    expectRefused(() => booking.linkPayment(same, byAna), 'already_linked', { booking: 'booking-1' });
    expect(booking.hasChanged).toBe(false);
  });
});
