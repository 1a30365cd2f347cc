import { Booking } from '../../../src/domain/booking/booking.js';
import type { Cause } from '../../../src/domain/shared/actor.js';
import { aBooking } from '../../support/domain/a-booking.js';
import {
  AMEX,
  anIntent,
  aDispute,
  aRefund,
  INSUFFICIENT_FUNDS,
  VISA,
} from '../../support/domain/an-intent.js';
import { ANA, BEN, byAna, byBen, byStripe, bySystem, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

const intent = anIntent(usd(600));
const requested = () => aBooking(usd(1000)).withRequestedCharge(usd(600)).build();
const requestedHold = () => aBooking(usd(1000)).withRequestedHold(usd(600)).build();
const held = () =>
  aBooking(usd(1000))
    .withHold(usd(600), hoursAfter(NOW, 24 * 7))
    .build();
const charged = () => aBooking(usd(1000)).withCharge(usd(600)).build();

const aboutP1 = { payment: 'p1', amount: usd(600), booking: 'booking-1' };

describe('what a booking records of a change', () => {
  test('is its registration, by whom and when', () => {
    const booking = Booking.register(aBooking().build().about, usd(1000));
    expect(booking.events).toEqual([
      { type: 'booking_registered', total: usd(1000), booking: 'booking-1', cause: { by: ANA, at: NOW } },
    ]);
  });

  test('is a changed total, from and to', () => {
    const booking = aBooking(usd(1000)).build();
    booking.changeTotal(usd(1200), byBen);
    expect(booking.events).toEqual([
      { type: 'total_changed', from: usd(1000), to: usd(1200), booking: 'booking-1', cause: byBen },
    ]);
  });

  test.each<[string, () => Booking, (booking: Booking) => unknown, object]>([
    [
      'a requested charge',
      () => aBooking(usd(600)).build(),
      (b) => b.requestCharge({ id: 'p1', card: VISA }, byBen),
      { type: 'charge_requested', kind: 'charge', card: VISA },
    ],
    [
      'a requested hold',
      () => aBooking(usd(600)).build(),
      (b) => b.requestHold({ id: 'p1', card: VISA }, byBen),
      { type: 'hold_requested', kind: 'hold', card: VISA },
    ],
    [
      'a doubt',
      requested,
      (b) => b.recordInDoubt('p1', 'No answer in time.', byBen),
      { type: 'payment_in_doubt', note: 'No answer in time.', operation: undefined, asked: usd(600) },
    ],
    [
      'a failure',
      requested,
      (b) => b.recordFailure('p1', 'It never reached Stripe.', byBen),
      { type: 'payment_failed', note: 'It never reached Stripe.' },
    ],
    [
      'a capture asked for',
      held,
      (b) => b.requestCapture('p1', 'op-1', usd(200), byBen),
      { type: 'capture_requested', asked: usd(200), kind: 'hold' },
    ],
    [
      'a release asked for',
      held,
      (b) => b.requestRelease('p1', 'op-1', byBen),
      { type: 'release_requested' },
    ],
  ])('is %s, by the one who did it', (_what, of, change, event) => {
    const booking = of();
    change(booking);
    expect(booking.events).toHaveLength(1);
    expect(booking.events[0]).toMatchObject({ ...aboutP1, ...event, cause: byBen });
  });

  test.each<[string, () => Booking, Parameters<Booking['recordReport']>[1], object[]]>([
    ['a success', requested, intent.succeeded(), [{ type: 'charge_succeeded', captured: usd(600) }]],
    ['processing', requested, intent.processing(), [{ type: 'payment_processing' }]],
    [
      'a wait for the customer',
      requested,
      intent.needsAuthentication(),
      [{ type: 'customer_must_authenticate' }],
    ],
    ['a decline', requested, intent.declined(), [{ type: 'payment_declined', decline: INSUFFICIENT_FUNDS }]],
    ['a cancellation before money moved', requested, intent.canceled(), [{ type: 'payment_failed' }]],
    [
      'a placed hold',
      requestedHold,
      intent.authorized(hoursAfter(NOW, 168)),
      [{ type: 'hold_placed', captureBefore: hoursAfter(NOW, 168) }],
    ],
    [
      'a captured hold',
      held,
      intent.succeeded({ received: usd(250) }),
      [{ type: 'hold_captured', captured: usd(250) }],
    ],
    ['a released hold', held, intent.holdCanceled(), [{ type: 'hold_released' }]],
    ['an expired hold', held, intent.holdCanceled({ expired: true }), [{ type: 'hold_expired' }]],
    [
      'a wait that was given up',
      () => aBooking(usd(1000)).withChargeRequiringAction(usd(600)).build(),
      intent.canceled(),
      [{ type: 'payment_canceled' }],
    ],
    [
      'a refund and a dispute',
      charged,
      intent.succeeded({ refunds: [aRefund(usd(50), 'pending')], disputes: [aDispute(usd(60))] }),
      [
        { type: 'refund_changed', refund: 're_1', refunded: usd(50), status: 'pending' },
        { type: 'dispute_changed', dispute: 'dp_1', disputed: usd(60), status: 'open' },
      ],
    ],
    [
      'a success that was already refunded',
      requested,
      intent.succeeded({ refunds: [aRefund(usd(600))] }),
      [{ type: 'charge_succeeded' }, { type: 'refund_changed', status: 'succeeded' }],
    ],
    [
      'details that became known',
      requested,
      intent.created(),
      [{ type: 'payment_details_learned', paymentIntent: 'pi_1' }],
    ],
  ])('is what Stripe told: %s', (_what, of, report, events) => {
    const booking = of();
    booking.recordReport('p1', report, byStripe);
    expect(booking.events).toHaveLength(events.length);
    events.forEach((event, index) => expect(booking.events[index]).toMatchObject({ ...aboutP1, ...event }));
  });

  test.each<[string, () => Booking, Parameters<Booking['recordReport']>[1]]>([
    ['a charge', charged, intent.succeeded()],
    ['a hold', held, intent.authorized(hoursAfter(NOW, 24 * 7))],
    ['a decline', () => aBooking(usd(1000)).withDeclinedCharge(usd(600)).build(), intent.declined()],
    ['an old word on a charge', charged, intent.processing()],
    [
      'an old word on a captured hold',
      () => aBooking().withCapturedHold(usd(600)).build(),
      intent.authorized(),
    ],
  ])('is nothing when Stripe repeats %s', (_what, of, report) => {
    const booking = of();
    booking.recordReport('p1', report, byStripe);
    expect(booking.events).toEqual([]);
    expect(booking.hasChanged).toBe(false);
    expect(booking.version).toBe(1);
  });

  test.each<[string, (booking: Booking) => void]>([
    ['a doubt about what has settled', (b) => b.recordInDoubt('p1', 'late', byAna)],
    ['a failure of what has settled', (b) => b.recordFailure('p1', 'late', byAna)],
    [
      'a refusal of an operation that isn’t there',
      (b) => b.recordOperationRefused('p1', 'op', 'late', byAna),
    ],
  ])('is nothing for %s', (_what, change) => {
    const booking = charged();
    change(booking);
    expect(booking.events).toEqual([]);
    expect(booking.payment('p1').state).toBe('succeeded');
  });

  test('happens once, however often it is said', () => {
    const booking = requested();
    for (let times = 0; times < 3; times += 1) booking.recordInDoubt('p1', 'No answer in time.', byAna);
    for (let times = 0; times < 3; times += 1) booking.recordReport('p1', intent.succeeded(), byStripe);
    expect(booking.events.map((event) => event.type)).toEqual(['payment_in_doubt', 'charge_succeeded']);
  });

  test('changes the version exactly when there is something to record', () => {
    const booking = charged();
    booking.recordReport('p1', intent.succeeded({ card: AMEX }), byStripe);
    expect(booking.events.map((event) => event.type)).toEqual(['payment_details_learned']);
    expect(booking.version).toBe(2);
  });
});

describe('the cause of what Stripe tells', () => {
  const asked = (booking: Booking, cause: Cause) =>
    booking.events.every((event) => event.cause.by === cause.by);

  test('is the one who asked for the payment, also when Stripe’s event comes before its answer', () => {
    const booking = requested();
    booking.recordReport('p1', intent.succeeded(), { by: byStripe.by, at: hoursAfter(NOW, 1) });
    expect(booking.events[0]?.cause).toEqual({ by: ANA, at: hoursAfter(NOW, 1) });
  });

  test('is the one who asked for the payment, also when a worker settles the doubt', () => {
    const booking = aBooking().withChargeInDoubt(usd(600)).build();
    booking.recordReport('p1', intent.succeeded(), bySystem);
    expect(booking.events[0]?.cause.by).toEqual(ANA);
  });

  test('is the one who asked for the capture', () => {
    const booking = held();
    booking.requestCapture('p1', 'op-1', undefined, byBen);
    booking.recordReport('p1', intent.succeeded(), byStripe);
    expect(booking.events.map((event) => event.type)).toEqual(['capture_requested', 'hold_captured']);
    expect(booking.events.map((event) => event.cause.by)).toEqual([BEN, BEN]);
  });

  test('is Stripe when nobody here asked', () => {
    const capturedThere = held();
    capturedThere.recordReport('p1', intent.succeeded(), byStripe);
    expect(asked(capturedThere, byStripe)).toBe(true);

    const refundedThere = charged();
    refundedThere.recordReport('p1', intent.succeeded({ refunds: [aRefund(usd(5))] }), byStripe);
    expect(asked(refundedThere, byStripe)).toBe(true);
  });
});
