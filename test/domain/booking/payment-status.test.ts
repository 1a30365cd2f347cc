import {
  PAYMENT_STATUS_LABELS,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from '../../../src/domain/booking/payment-status.js';
import { aBooking, type BookingBuilder } from '../../support/domain/a-booking.js';
import { byAna } from '../../support/domain/causes.js';
import { jpy, usd } from '../../support/domain/money.js';

const booking = () => aBooking(usd(1000));

describe('the payment status of a booking', () => {
  test.each<[PaymentStatus, string, () => BookingBuilder]>([
    ['not_charged', 'nothing was asked for', () => booking()],
    ['not_charged', 'the only charge was declined', () => booking().withDeclinedCharge(usd(1000))],
    ['not_charged', 'the only charge failed', () => booking().withFailedCharge(usd(1000))],
    ['not_charged', 'the only hold was released', () => booking().withReleasedHold(usd(1000))],

    ['processing', 'a charge is requested', () => booking().withRequestedCharge(usd(300))],
    ['processing', 'a charge is processing', () => booking().withProcessingCharge(usd(300))],
    ['processing', 'a charge is in doubt', () => booking().withChargeInDoubt(usd(300))],
    ['processing', 'the customer must authenticate', () => booking().withChargeRequiringAction(usd(300))],
    ['processing', 'a hold is requested', () => booking().withRequestedHold(usd(300))],
    [
      'processing',
      'all of an earlier charge was refunded and a new one is under way',
      () => booking().withCharge(usd(300)).withRefund(usd(300)).withRequestedCharge(usd(300)),
    ],

    ['authorized', 'a hold is open', () => booking().withHold(usd(300))],
    [
      'authorized',
      'a hold is open and a charge under way',
      () => booking().withHold(usd(300)).withRequestedCharge(usd(300)),
    ],
    [
      'authorized',
      'all of an earlier charge was refunded and a new hold is open',
      () => booking().withCharge(usd(300)).withRefund(usd(300)).withHold(usd(300)),
    ],

    ['partially_charged', 'a part was taken', () => booking().withCharge(usd(300))],
    ['partially_charged', 'a part was collected in cash', () => booking().withCollection(usd(300))],
    [
      'partially_charged',
      'a part of a hold was captured',
      () => booking().withCapturedHold(usd(1000), usd(400)),
    ],
    [
      'partially_charged',
      'a part was taken and the rest is held',
      () => booking().withCharge(usd(300)).withHold(usd(700)),
    ],
    [
      'partially_charged',
      'a part of what was taken is owed again',
      () => booking().withCharge(usd(1000)).withRefund(usd(300), { stillOwed: true }),
    ],
    [
      'partially_charged',
      'a part was given back for good, but something is outstanding',
      () => booking().withCharge(usd(600)).withRefund(usd(100)),
    ],

    ['charged_in_full', 'all was taken', () => booking().withCharge(usd(1000))],
    [
      'charged_in_full',
      'all was taken in parts',
      () => booking().withCharge(usd(400)).withCapturedHold(usd(600)),
    ],
    [
      'charged_in_full',
      'all was taken, in cash too',
      () => booking().withCharge(usd(400)).withCollection(usd(600)),
    ],
    [
      'charged_in_full',
      'more than all was taken',
      () => booking().withCharge(usd(900)).withCollection(usd(600)),
    ],
    [
      'charged_in_full',
      'the deposit was refunded but still owed, and then all was charged',
      () => booking().withCharge(usd(300)).withRefund(usd(300), { stillOwed: true }).withCharge(usd(1000)),
    ],
    [
      'charged_in_full',
      'a refund failed',
      () => booking().withCharge(usd(1000)).withRefund(usd(300), { status: 'failed' }),
    ],
    [
      'charged_in_full',
      'a dispute is open',
      () => booking().withCharge(usd(1000)).withDispute(usd(1000), 'open'),
    ],
    [
      'charged_in_full',
      'a dispute was won',
      () => booking().withCharge(usd(1000)).withDispute(usd(1000), 'won'),
    ],

    [
      'partially_refunded',
      'a part was given back for good',
      () => booking().withCharge(usd(1000)).withRefund(usd(300)),
    ],
    [
      'partially_refunded',
      'a part is on its way back',
      () => booking().withCharge(usd(1000)).withRefund(usd(300), { status: 'pending' }),
    ],
    [
      'partially_refunded',
      'the deposit was given back for good and the rest charged',
      () => booking().withCharge(usd(300)).withRefund(usd(300)).withCharge(usd(700)),
    ],
    [
      'partially_refunded',
      'one part is owed again and was charged, another was given back for good',
      () =>
        booking()
          .withCharge(usd(1000))
          .withRefund(usd(200), { stillOwed: true })
          .withRefund(usd(100))
          .withCharge(usd(200)),
    ],
    [
      'partially_refunded',
      'a part was lost in a dispute',
      () => booking().withCharge(usd(1000)).withDispute(usd(300), 'lost'),
    ],

    ['refunded', 'all of it was given back', () => booking().withCharge(usd(1000)).withRefund(usd(1000))],
    [
      'refunded',
      'all that was taken was given back and is still owed',
      () => booking().withCharge(usd(300)).withRefund(usd(300), { stillOwed: true }),
    ],
    [
      'refunded',
      'all of it was lost in a dispute',
      () => booking().withCharge(usd(1000)).withDispute(usd(1000), 'lost'),
    ],
    [
      'refunded',
      'all of it was refunded, and the dispute lost as well',
      () => booking().withCharge(usd(1000)).withRefund(usd(1000)).withDispute(usd(1000), 'lost'),
    ],
  ])('is %s when %s', (status, _when, of) => {
    expect(of().build().paymentStatus).toBe(status);
  });

  test('follows the total when that is changed on purpose', () => {
    const paid = booking().withCharge(usd(600)).build();
    expect(paid.paymentStatus).toBe('partially_charged');
    paid.changeTotal(usd(600), byAna);
    expect(paid.paymentStatus).toBe('charged_in_full');
    paid.changeTotal(usd(601), byAna);
    expect(paid.paymentStatus).toBe('partially_charged');
  });

  test('has a label for people, whatever it is', () => {
    expect(PAYMENT_STATUSES.map((status) => PAYMENT_STATUS_LABELS[status])).toEqual([
      'Not Charged',
      'Processing',
      'Authorized',
      'Partially charged',
      'Charged in full',
      'Partially refunded',
      'Refunded',
    ]);
  });
});

describe('the amounts of a booking', () => {
  test('are each the sum over its payments', () => {
    const { amounts } = aBooking(usd(5000))
      .withCharge(usd(1000))
      .withRefund(usd(300))
      .withRefund(usd(100), { stillOwed: true })
      .withRefund(usd(50), { status: 'canceled' })
      .withDispute(usd(40), 'open')
      .withCapturedHold(usd(500), usd(200))
      .withCollection(usd(70))
      .withHold(usd(600))
      .withRequestedCharge(usd(10))
      .withChargeInDoubt(usd(20))
      .withChargeRequiringAction(usd(30))
      .withProcessingCharge(usd(5))
      .withDeclinedCharge(usd(900))
      .withReleasedHold(usd(900))
      .build();
    expect(amounts).toEqual({
      total: usd(5000),
      captured: usd(1200),
      collected: usd(70),
      refunded: usd(400),
      waived: usd(300),
      disputed: usd(40),
      held: usd(600),
      inFlight: usd(65),
      outstanding: usd(5000 - 300 - (1200 + 70 - 400)),
      overpaid: usd(0),
      chargeable: usd(5000 - 300 - (1200 + 70 - 400) - 600 - 65),
    });
  });

  test('never give back more than was taken, whatever refunds and disputes add up to', () => {
    const { amounts } = booking()
      .withCharge(usd(500))
      .withRefund(usd(500))
      .withDispute(usd(500), 'lost')
      .build();
    expect(amounts).toMatchObject({ refunded: usd(500), waived: usd(500), outstanding: usd(500) });
  });

  test('say how much too much was taken after the total was lowered', () => {
    const paid = booking().withCharge(usd(1000)).build();
    paid.changeTotal(usd(700), byAna);
    expect(paid.amounts).toMatchObject({ outstanding: usd(0), overpaid: usd(300), chargeable: usd(0) });
  });

  test('let what was given back count against the overpayment first when the total falls below what was taken', () => {
    const paid = booking().withCharge(usd(1000)).withRefund(usd(600)).build();
    paid.changeTotal(usd(500), byAna);
    expect(paid.amounts).toMatchObject({ waived: usd(100), outstanding: usd(0), overpaid: usd(0) });
  });

  test('leave nothing chargeable while holds and payments under way cover what is outstanding', () => {
    const busy = booking().withHold(usd(600)).withChargeInDoubt(usd(600)).build();
    expect(busy.amounts).toMatchObject({ outstanding: usd(1000), chargeable: usd(0) });
  });

  test('keep to the currency of the booking', () => {
    const { amounts } = aBooking(jpy(5000)).withCharge(jpy(2000)).build();
    expect(new Set(Object.values(amounts).map((amount: { currency: string }) => amount.currency))).toEqual(
      new Set(['JPY']),
    );
  });
});
