import { Booking } from '../../../src/domain/booking/booking.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { anIntent, VISA } from '../../support/domain/an-intent.js';
import { byAna, byBen, byStripe, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const renewed = anIntent(usd(600), 'pi_new');

function renew(booking: Booking, amount?: number, id = 'new') {
  return booking.requestReauthorization(
    'p1',
    { id, amount: amount === undefined ? undefined : usd(amount) },
    `release-by-${id}`,
    byAna,
  );
}

describe('the renewal of a hold', () => {
  test('asks for the same amount on the same card, above what is chargeable by what the old hold covers', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    const payment = renew(booking);
    expect(payment.toData()).toMatchObject({
      kind: 'hold',
      state: 'requested',
      amount: usd(600),
      paymentMethod: VISA.id,
      replaces: { payment: 'p1', release: 'release-by-new' },
    });
    expect(booking.amounts).toMatchObject({ held: usd(600), inFlight: usd(600), chargeable: usd(0) });
    expect(booking.payment('p1').operation).toBeUndefined();
    expect(booking.events).toMatchObject([{ type: 'hold_requested', replaces: 'p1' }]);
  });

  test('may be of as much as is outstanding but for other holds and payments under way', () => {
    const booking = () =>
      aBooking(usd(1000)).withHold(usd(600)).withHold(usd(100)).withChargeInDoubt(usd(200)).build();
    expectRefused(() => renew(booking(), 701), 'over_chargeable', { chargeable: 700 });
    expect(renew(booking(), 700).amount).toEqual(usd(700));
    expectRefused(() => renew(booking(), 0), 'amount_not_positive');
  });

  test('gives the old hold back once the new one stands, by whoever asked for it', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    renew(booking);
    booking.recordReport('new', renewed.authorized(hoursAfter(NOW, 160)), byStripe);
    expect(booking.payment('p1').operation).toMatchObject({
      id: 'release-by-new',
      kind: 'release',
      amount: usd(600),
      by: byAna.by,
    });
    expect(booking.events.at(-1)).toMatchObject({
      type: 'release_requested',
      payment: 'p1',
      replacedBy: 'new',
      cause: { by: byAna.by },
    });
    const { length } = booking.events;
    booking.recordReport('new', renewed.authorized(), byStripe);
    expect(booking.events).toHaveLength(length);
    booking.recordReport('p1', anIntent(usd(600), 'pi_1').holdCanceled(), byStripe);
    expect(booking.amounts).toMatchObject({ held: usd(600), chargeable: usd(400) });
  });

  test.each([
    ['declined', () => renewed.declined()],
    ['canceled before it stood', () => renewed.canceled()],
    ['held and given back before it was heard of', () => renewed.holdCanceled()],
  ])('leaves the old hold as it was when the new one is %s', (_what, report) => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    renew(booking);
    booking.recordReport('new', report(), byStripe);
    expect(booking.payment('p1')).toMatchObject({ state: 'authorized', operation: undefined });
    booking.requestCapture('p1', 'op-1', usd(100), byAna);
  });

  test('keeps the old hold from being taken while the customer may still confirm the new one', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    renew(booking);
    booking.recordReport('new', renewed.needsAuthentication(), byStripe);
    expectRefused(() => booking.requestCapture('p1', 'op-1', usd(100), byAna), 'operation_under_way');
    booking.requestGiveUp('new', 'op-2', byAna);
    booking.recordReport('new', renewed.canceled(), byStripe);
    expect(booking.requestCapture('p1', 'op-3', usd(100), byAna).amount).toEqual(usd(100));
  });

  test('is made once at a time, and the old hold isn’t decided on meanwhile', () => {
    const booking = aBooking(usd(2000)).withHold(usd(600)).build();
    renew(booking);
    expectRefused(() => renew(booking, 1, 'another'), 'operation_under_way');
    expectRefused(() => booking.requestCapture('p1', 'op-1', undefined, byBen), 'operation_under_way');
    expectRefused(() => booking.requestRelease('p1', 'op-1', byBen), 'operation_under_way');
  });

  test('gives nothing back that was captured in Stripe meanwhile', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    renew(booking);
    booking.recordReport('p1', anIntent(usd(600), 'pi_1').succeeded(), byStripe);
    booking.recordReport('new', renewed.authorized(), byStripe);
    expect(booking.payment('p1')).toMatchObject({ state: 'succeeded', operation: undefined });
  });

  test('gives the old hold back also when the new one is heard of as captured first', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    renew(booking);
    booking.recordReport('new', renewed.succeeded(), byStripe);
    expect(booking.payment('p1').operation?.kind).toBe('release');
  });

  test('asks once for the old one to be given back: what Stripe refuses is for people', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    renew(booking);
    booking.recordReport('new', renewed.authorized(), byStripe);
    booking.recordOperationRefused('p1', 'release-by-new', 'Stripe said no.', byStripe);
    const stored = Booking.restore(booking.toData());
    stored.recordReport('new', renewed.authorized(), byStripe);
    expect(stored.payment('p1').operation).toBeUndefined();
    stored.requestRelease('p1', 'op-2', byAna);
  });

  test('of one that has expired is a new hold of the same amount', () => {
    const builder = aBooking(usd(1000)).withHold(usd(600));
    const booking = builder.build();
    booking.recordReport('p1', anIntent(usd(600), 'pi_1').holdCanceled({ expired: true }), byStripe);
    expect(booking.payment('p1').state).toBe('expired');
    expect(renew(booking).amount).toEqual(usd(600));
    booking.recordReport('new', renewed.authorized(), byStripe);
    expect(booking.payment('p1').operation).toBeUndefined();
  });

  test.each([
    ['a charge', aBooking(usd(1000)).withCharge(usd(600)), 'payment_state'],
    ['a hold that was captured', aBooking(usd(1000)).withCapturedHold(usd(600)), 'payment_state'],
    ['a hold that was released', aBooking(usd(1000)).withReleasedHold(usd(600)), 'payment_state'],
    ['a collection', aBooking(usd(1000)).withCollection(usd(600)), 'payment_state'],
  ])('isn’t there for %s', (_what, built, code) => {
    expectRefused(() => renew(built.build()), code);
  });

  test('isn’t there while the old hold is being captured or released', () => {
    const booking = aBooking(usd(1000)).withHold(usd(600)).build();
    booking.requestCapture('p1', 'op-1', undefined, byAna);
    expectRefused(() => renew(booking), 'operation_under_way');
  });
});
