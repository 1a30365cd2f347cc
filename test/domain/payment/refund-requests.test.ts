import type { Booking } from '../../../src/domain/booking/booking.js';
import type { RefundReason } from '../../../src/domain/payment/payment-operation.js';
import type { Money } from '../../../src/domain/shared/money.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { aDispute, anIntent, aRefund } from '../../support/domain/an-intent.js';
import { byAna, byStripe, bySystem, hoursAfter, NOW } from '../../support/domain/causes.js';
import { eur, usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const paid = anIntent(usd(1000));

interface Asked {
  readonly amount?: Money;
  readonly reason?: RefundReason;
  readonly stillOwed?: boolean;
}

function refund(
  booking: Booking,
  { amount, reason = 'duplicate', stillOwed = false }: Asked = {},
  id = 'op-1',
) {
  return booking.requestRefund('p1', id, { amount, reason, stillOwed }, byAna);
}

/** What Stripe lists of a refund that was asked for under `operation`. */
function asked(amount: Money, operation: string, id = 're_1') {
  return { ...aRefund(amount, 'succeeded', id), operation };
}

describe('asking for a refund', () => {
  test('is stored as an operation of the payment, and moves nothing yet', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    const operation = refund(booking, { amount: usd(300), reason: 'requested_by_customer', stillOwed: true });
    expect(operation).toMatchObject({ id: 'op-1', kind: 'refund', amount: usd(300), inDoubt: false });
    expect(booking.payment('p1').operation).toEqual(operation);
    expect(booking.amounts).toMatchObject({ refunded: usd(0), outstanding: usd(0) });
    expect(booking.events.at(-1)).toMatchObject({
      type: 'refund_requested',
      asked: usd(300),
      reason: 'requested_by_customer',
      stillOwed: true,
      cause: byAna,
    });
  });

  test('means all that is left unless an amount is given', () => {
    const booking = aBooking().withCharge(usd(1000)).withRefund(usd(300)).build();
    expect(refund(booking).amount).toEqual(usd(700));
  });

  test.each([
    ['more than was taken', aBooking().withCharge(usd(800)), usd(801), 'over_refundable', 800],
    [
      'more than is left',
      aBooking().withCharge(usd(800)).withRefund(usd(500)),
      usd(301),
      'over_refundable',
      300,
    ],
    [
      'what is on its way back already',
      aBooking().withCharge(usd(800)).withRefund(usd(800), { status: 'pending' }),
      usd(1),
      'over_refundable',
      0,
    ],
    [
      'what a dispute took',
      aBooking().withCharge(usd(800)).withDispute(usd(800), 'lost'),
      usd(1),
      'over_refundable',
      0,
    ],
    [
      'more than a capture took',
      aBooking().withCapturedHold(usd(800), usd(200)),
      usd(201),
      'over_refundable',
      200,
    ],
  ])('is refused for %s', (_what, builder, amount, code, refundable) => {
    const booking = builder.build();
    expectRefused(() => refund(booking, { amount }), code, { refundable, amount: amount.amount });
    expect(booking.hasChanged).toBe(false);
  });

  test('is refused for nothing, and in another currency', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    expectRefused(() => refund(booking, { amount: usd(0) }), 'amount_not_positive');
    expectRefused(() => refund(booking, { amount: eur(100) }), 'currency_mismatch');
  });

  test('can be asked for again what a refund that failed has not given back', () => {
    const booking = aBooking().withCharge(usd(800)).withRefund(usd(800), { status: 'failed' }).build();
    expect(refund(booking).amount).toEqual(usd(800));
  });

  test.each([
    ['a hold', aBooking().withHold(usd(500)), 'authorized'],
    ['a released hold', aBooking().withReleasedHold(usd(500)), 'released'],
    ['a declined charge', aBooking().withDeclinedCharge(usd(500)), 'declined'],
    ['a charge in doubt', aBooking().withChargeInDoubt(usd(500)), 'in_doubt'],
  ])('is refused for %s', (_what, builder, state) => {
    expectRefused(() => refund(builder.build()), 'payment_state', { state, needed: 'succeeded' });
  });

  test('is refused while another one is under way', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking, { amount: usd(100) });
    expectRefused(() => refund(booking, { amount: usd(100) }, 'op-2'), 'operation_under_way', {
      operation: 'refund',
    });
  });
});

describe('what Stripe says of a refund that was asked for', () => {
  test.each([
    [false, { refunded: usd(300), waived: usd(300), outstanding: usd(0) }],
    [true, { refunded: usd(300), waived: usd(0), outstanding: usd(300) }],
  ])('settles it, and whether the amount is still owed (%s) is as it was asked', (stillOwed, amounts) => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking, { amount: usd(300), stillOwed });
    booking.recordReport('p1', paid.succeeded({ refunds: [asked(usd(300), 'op-1')] }), byStripe);
    expect(booking.payment('p1').operation).toBeUndefined();
    expect(booking.payment('p1').refunds).toMatchObject([{ operation: 'op-1', stillOwed }]);
    expect(booking.amounts).toMatchObject(amounts);
    expect(booking.events.at(-1)).toMatchObject({ type: 'refund_changed', cause: { by: byAna.by } });
  });

  test('leaves it open when it tells of another refund only', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking, { amount: usd(300) });
    booking.recordReport(
      'p1',
      paid.succeeded({
        refunds: [aRefund(usd(100), 'succeeded', 're_0'), asked(usd(200), 'op-1', 're_copied')],
      }),
      byStripe,
    );
    expect(booking.payment('p1').operation).toMatchObject({ id: 'op-1' });
    expect(booking.payment('p1').refunds.map(({ operation }) => operation)).toEqual([undefined, undefined]);
    expect(booking.amounts.refunded).toEqual(usd(300));
  });

  test('settles it once, however often it is said', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking, { amount: usd(300), stillOwed: true });
    const report = paid.succeeded({ refunds: [asked(usd(300), 'op-1')] });
    booking.recordReport('p1', report, byStripe);
    const { length } = booking.events;
    booking.recordReport('p1', report, byStripe);
    expect(booking.events).toHaveLength(length);
    expect(booking.amounts.outstanding).toEqual(usd(300));
  });

  test('of a dispute meanwhile leaves it open', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking);
    booking.recordReport('p1', paid.succeeded({ disputes: [aDispute(usd(1000))] }), byStripe);
    expect(booking.payment('p1').operation).toMatchObject({ kind: 'refund' });
  });
});

test('a refund in doubt is flagged, and one that didn’t happen leaves the payment as it was', () => {
  const booking = aBooking().withCharge(usd(1000)).build();
  refund(booking);
  booking.recordInDoubt('p1', 'No answer in time.', byAna);
  expect(booking.flagFacts.inDoubt).toBe(true);
  expect(booking.events.at(-1)).toMatchObject({
    type: 'payment_in_doubt',
    operation: 'refund',
    asked: usd(1000),
  });
  booking.recordOperationRefused('p1', 'op-1', 'The charge is disputed.', byAna);
  expect(booking.flagFacts.inDoubt).toBe(false);
  expect(booking.amounts.refunded).toEqual(usd(0));
  expect(booking.events.at(-1)).toMatchObject({ type: 'operation_refused', operation: 'refund' });
});

describe('a refund whose id was taken off it in Stripe', () => {
  test('is known as ours once Stripe says so again, and stays owed as it was asked', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking, { amount: usd(300), stillOwed: true });
    booking.recordReport('p1', paid.succeeded({ refunds: [aRefund(usd(300))] }), byStripe);
    expect(booking.payment('p1').operation).toMatchObject({ id: 'op-1' });
    booking.recordReport('p1', paid.succeeded({ refunds: [asked(usd(300), 'op-1')] }), byStripe);
    expect(booking.payment('p1').refunds).toMatchObject([{ operation: 'op-1', stillOwed: true }]);
    expect(booking.amounts).toMatchObject({ refunded: usd(300), waived: usd(0) });
  });

  test('is taken for ours rather than given back twice, when nothing else is found', () => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking, { amount: usd(300), stillOwed: true });
    booking.recordReport('p1', paid.succeeded({ refunds: [aRefund(usd(300))] }), byStripe);
    booking.recordOperationNotFound('p1', 'op-1', 'The refund never reached Stripe.', bySystem);
    expect(booking.payment('p1').operation).toBeUndefined();
    expect(booking.payment('p1').refunds).toMatchObject([{ operation: 'op-1', stillOwed: true }]);
  });

  test.each([
    ['of another amount', aRefund(usd(200))],
    ['made long before', { ...aRefund(usd(300)), createdAt: hoursAfter(NOW, -1) }],
  ])('isn’t one %s', (_what, other) => {
    const booking = aBooking().withCharge(usd(1000)).build();
    refund(booking, { amount: usd(300), stillOwed: true });
    booking.recordReport('p1', paid.succeeded({ refunds: [other] }), byStripe);
    booking.recordOperationNotFound('p1', 'op-1', 'The refund never reached Stripe.', bySystem);
    expect(booking.payment('p1').refunds).toMatchObject([{ stillOwed: false }]);
    expect(booking.events.at(-1)).toMatchObject({ type: 'operation_refused' });
  });
});
