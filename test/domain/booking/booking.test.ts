import { Booking, type BookingDetails } from '../../../src/domain/booking/booking.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { anIntent, VISA } from '../../support/domain/an-intent.js';
import { byAna, byBen, byStripe } from '../../support/domain/causes.js';
import { eur, jpy, usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const details: BookingDetails = aBooking().build().about;

describe('registering a booking', () => {
  test('makes it version 1, with all of it chargeable', () => {
    const booking = Booking.register(details, usd(1000));
    expect(booking.version).toBe(1);
    expect(booking.versionBefore).toBe(0);
    expect(booking.amounts.chargeable).toEqual(usd(1000));
    expect(booking.paymentStatus).toBe('not_charged');
  });

  test('is refused for nothing', () => {
    expectRefused(() => Booking.register(details, usd(0)), 'amount_not_positive', { minimum: 1 });
  });
});

describe.each([
  ['charge', (booking: Booking) => booking.requestCharge.bind(booking)],
  ['hold', (booking: Booking) => booking.requestHold.bind(booking)],
] as const)('requesting a %s', (kind, on) => {
  test('stores a requested payment under the id it was given', () => {
    const booking = aBooking(usd(1000)).build();
    const payment = on(booking)({ id: 'p1', amount: usd(400), paymentMethod: VISA.id, card: VISA }, byAna);
    expect(payment.toData()).toMatchObject({
      id: 'p1',
      kind,
      state: 'requested',
      amount: usd(400),
      captured: usd(0),
      paymentMethod: VISA.id,
      card: VISA,
      requestedAt: byAna.at,
      requestedBy: byAna.by,
    });
    expect(booking.payment('p1')).toBe(payment);
    expect(booking.amounts).toMatchObject({
      inFlight: usd(400),
      chargeable: usd(600),
      outstanding: usd(1000),
    });
  });

  test('asks for all that is chargeable unless an amount is given', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(100)).withHold(usd(200)).build();
    expect(on(booking)({ id: 'p3' }, byAna).amount).toEqual(usd(700));
  });

  test('may ask for exactly what is chargeable', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(100)).build();
    expect(on(booking)({ id: 'p2', amount: usd(900) }, byAna).amount).toEqual(usd(900));
  });

  test.each([
    ['what is taken', aBooking(usd(1000)).withCharge(usd(300))],
    ['what was collected in cash', aBooking(usd(1000)).withCollection(usd(300))],
    ['what is held', aBooking(usd(1000)).withHold(usd(300))],
    ['what is requested', aBooking(usd(1000)).withRequestedCharge(usd(300))],
    ['what is in doubt', aBooking(usd(1000)).withChargeInDoubt(usd(300))],
    ['what waits for the customer', aBooking(usd(1000)).withChargeRequiringAction(usd(300))],
    ['what was waived', aBooking(usd(1000)).withCharge(usd(300)).withRefund(usd(300))],
  ])('is refused over what is outstanding less %s, with the bound', (_what, builder) => {
    const booking = builder.build();
    const refusal = expectRefused(
      () => on(booking)({ id: 'new', amount: usd(701) }, byAna),
      'over_chargeable',
      { amount: 701, chargeable: 700, currency: 'USD' },
    );
    expect(refusal.kind).toBe('invalid');
    expect(refusal.message).toContain('7.00 USD');
    expect(booking.findPayment('new')).toBeUndefined();
    expect(booking.hasChanged).toBe(false);
  });

  test('is refused when nothing is chargeable, whatever is asked for', () => {
    const paid = aBooking(usd(1000)).withCharge(usd(1000)).build();
    expectRefused(() => on(paid)({ id: 'new' }, byAna), 'over_chargeable', { chargeable: 0 });
    expectRefused(() => on(paid)({ id: 'new', amount: usd(1) }, byAna), 'over_chargeable', { chargeable: 0 });
  });

  test('is refused for nothing', () => {
    const booking = aBooking(usd(1000)).build();
    expectRefused(() => on(booking)({ id: 'new', amount: usd(0) }, byAna), 'amount_not_positive');
  });

  test('is refused in another currency', () => {
    const booking = aBooking(usd(1000)).build();
    expectRefused(() => on(booking)({ id: 'new', amount: eur(10) }, byAna), 'currency_mismatch', {
      expected: 'USD',
      given: 'EUR',
    });
    expect(booking.hasChanged).toBe(false);
  });

  test.each([
    ['declined', aBooking(usd(1000)).withDeclinedCharge(usd(1000))],
    ['failed', aBooking(usd(1000)).withFailedCharge(usd(1000))],
    ['released', aBooking(usd(1000)).withReleasedHold(usd(1000))],
    [
      'refunded and still owed',
      aBooking(usd(1000)).withCharge(usd(1000)).withRefund(usd(1000), { stillOwed: true }),
    ],
  ])('is allowed again for what was %s', (_what, builder) => {
    expect(on(builder.build())({ id: 'again' }, byAna).amount).toEqual(usd(1000));
  });
});

describe('changing the total', () => {
  test('makes more or less chargeable', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(400)).build();
    booking.changeTotal(usd(1500), byAna);
    expect(booking.amounts.chargeable).toEqual(usd(1100));
    booking.changeTotal(usd(500), byAna);
    expect(booking.amounts.chargeable).toEqual(usd(100));
  });

  test('is refused to another currency, also before any payment', () => {
    const booking = aBooking(usd(1000)).build();
    expectRefused(() => booking.changeTotal(jpy(1000), byAna), 'currency_mismatch', {
      expected: 'USD',
      given: 'JPY',
    });
  });

  test('is refused to nothing', () => {
    expectRefused(() => aBooking().build().changeTotal(usd(0), byAna), 'amount_not_positive');
  });

  test('to what it already is changes nothing', () => {
    const booking = aBooking(usd(1000)).build();
    booking.changeTotal(usd(1000), byAna);
    expect(booking.hasChanged).toBe(false);
    expect(booking.version).toBe(1);
  });
});

describe('capturing a hold', () => {
  const held = () => aBooking(usd(1000)).withHold(usd(600)).build();

  test('asks for all that is held unless an amount is given', () => {
    const operation = held().requestCapture('p1', 'op-1', undefined, byBen);
    expect(operation).toEqual({
      id: 'op-1',
      kind: 'capture',
      amount: usd(600),
      inDoubt: false,
      requestedAt: byBen.at,
      by: byBen.by,
    });
  });

  test('leaves the money held until Stripe has answered', () => {
    const booking = held();
    booking.requestCapture('p1', 'op-1', usd(200), byAna);
    expect(booking.amounts).toMatchObject({ held: usd(600), captured: usd(0), chargeable: usd(400) });
    expect(booking.payment('p1').state).toBe('authorized');
  });

  test('takes a part, and the rest is chargeable again', () => {
    const booking = held();
    booking.requestCapture('p1', 'op-1', usd(200), byAna);
    booking.recordReport('p1', anIntent(usd(600)).succeeded({ received: usd(200) }), byAna);
    expect(booking.amounts).toMatchObject({ held: usd(0), captured: usd(200), chargeable: usd(800) });
    expect(booking.payment('p1').operation).toBeUndefined();
  });

  test('is refused over what is held, with the bound', () => {
    expectRefused(() => held().requestCapture('p1', 'op-1', usd(601), byAna), 'over_held', {
      amount: 601,
      held: 600,
      currency: 'USD',
    });
  });

  test('is refused for nothing, and in another currency', () => {
    expectRefused(() => held().requestCapture('p1', 'op-1', usd(0), byAna), 'amount_not_positive');
    expectRefused(() => held().requestCapture('p1', 'op-1', eur(5), byAna), 'currency_mismatch', {
      expected: 'USD',
      given: 'EUR',
    });
  });

  test('is refused while a capture or release is under way', () => {
    const capturing = held();
    capturing.requestCapture('p1', 'op-1', usd(200), byAna);
    expectRefused(() => capturing.requestCapture('p1', 'op-2', usd(100), byAna), 'operation_under_way', {
      operation: 'capture',
    });
    expectRefused(() => capturing.requestRelease('p1', 'op-2', byAna), 'operation_under_way');

    const releasing = held();
    releasing.requestRelease('p1', 'op-1', byAna);
    expectRefused(() => releasing.requestCapture('p1', 'op-2', undefined, byAna), 'operation_under_way', {
      operation: 'release',
    });
  });

  test('is refused after a doubtful one, too', () => {
    const booking = held();
    booking.requestCapture('p1', 'op-1', usd(200), byAna);
    booking.recordInDoubt('p1', 'No answer in time.', byAna);
    expectRefused(() => booking.requestCapture('p1', 'op-2', usd(200), byAna), 'operation_under_way');
  });

  test.each([
    ['released', aBooking(usd(1000)).withReleasedHold(usd(600))],
    ['succeeded', aBooking(usd(1000)).withCapturedHold(usd(600))],
    ['requested', aBooking(usd(1000)).withRequestedHold(usd(600))],
    ['declined', aBooking(usd(1000)).withDeclinedCharge(usd(600))],
  ])('is refused, as is a release, for a payment that is %s', (state, builder) => {
    const wrongState = { state, needed: 'authorized' };
    const capture = () => builder.build().requestCapture('p1', 'op-1', undefined, byAna);
    expect(expectRefused(capture, 'payment_state', wrongState).kind).toBe('conflict');
    expectRefused(() => builder.build().requestRelease('p1', 'op-1', byAna), 'payment_state', wrongState);
  });

  test('is refused for a payment that isn’t there', () => {
    const refusal = expectRefused(
      () => held().requestCapture('nope', 'op-1', undefined, byAna),
      'payment_not_found',
    );
    expect(refusal.kind).toBe('not_found');
  });

  test('may be asked for again once Stripe refused it', () => {
    const booking = held();
    booking.requestCapture('p1', 'op-1', usd(200), byAna);
    booking.recordOperationRefused('p1', 'op-1', 'Stripe said no.', byAna);
    expect(booking.requestCapture('p1', 'op-2', usd(100), byAna).id).toBe('op-2');
  });
});

describe('releasing a hold', () => {
  test('gives all of it back once Stripe has done it', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    expect(booking.requestRelease('p1', 'op-1', byAna)).toMatchObject({ kind: 'release', amount: usd(600) });
    expect(booking.amounts.held).toEqual(usd(600));
    booking.recordReport('p1', anIntent(usd(600)).holdCanceled(), byAna);
    expect(booking.payment('p1').state).toBe('released');
    expect(booking.amounts).toMatchObject({ held: usd(0), chargeable: usd(1000) });
  });

  test('loses against a capture that Stripe’s dashboard made first', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    booking.requestRelease('p1', 'op-1', byAna);
    booking.recordReport('p1', anIntent(usd(600)).succeeded({ received: usd(500) }), byStripe);
    booking.recordOperationRefused('p1', 'op-1', 'It has been captured.', byAna);
    expect(booking.payment('p1').toData()).toMatchObject({ state: 'succeeded', captured: usd(500) });
    expect(booking.payment('p1').operation).toBeUndefined();
  });
});

describe('what people decided on', () => {
  test('must be the version that is current', () => {
    const booking = aBooking().build();
    booking.expectVersion(1);
    booking.expectVersion(undefined);
    for (const stale of [0, 2]) {
      const refusal = expectRefused(() => booking.expectVersion(stale), 'booking_changed', {
        expected: stale,
        current: 1,
      });
      expect(refusal.kind).toBe('stale');
    }
  });

  test('grows by one with what is stored together, however much changed', () => {
    const booking = aBooking(usd(1000)).build();
    booking.changeTotal(usd(2000), byAna);
    booking.requestCharge({ id: 'p1' }, byAna);
    expect(booking.version).toBe(2);
    expect(Booking.restore(booking.toData()).version).toBe(2);
  });
});

describe('what Stripe says of another amount', () => {
  test('is refused: it can’t be this payment', () => {
    const booking = aBooking(usd(1000)).withRequestedCharge(usd(300)).build();
    expectRefused(
      () => booking.recordReport('p1', anIntent(usd(301)).succeeded(), byStripe),
      'report_mismatch',
      { payment: 'p1', payment_intent: 'pi_1' },
    );
    expectRefused(
      () => booking.recordReport('p1', anIntent(eur(300)).succeeded(), byStripe),
      'report_mismatch',
    );
    expect(booking.payment('p1').state).toBe('requested');
  });
});

describe('a booking that is stored and loaded', () => {
  test('finds its payments by our id and by Stripe’s', () => {
    const booking = aBooking().withCharge(usd(10)).withRequestedCharge(usd(20)).build();
    expect(booking.findPaymentByIntent('pi_1')?.id).toBe('p1');
    expect(booking.findPaymentByIntent('pi_2')).toBeUndefined();
    expect(booking.findPayment('p2')?.amount).toEqual(usd(20));
    expectRefused(() => booking.payment('p3'), 'payment_not_found', { payment: 'p3' });
  });
});
