import fc from 'fast-check';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { PaymentOperation } from '../../../src/domain/payment/payment-operation.js';
import { aBooking, type BookingBuilder } from '../../support/domain/a-booking.js';
import { anIntent, aRefund } from '../../support/domain/an-intent.js';
import { byAna, byStripe } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';

const share = fc.integer({ min: 1, max: 400 });

type Deed = (booking: BookingBuilder) => BookingBuilder;

const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  share.map(
    (amount): Deed =>
      (booking) =>
        booking.withCharge(usd(amount)),
  ),
  share.map(
    (amount): Deed =>
      (booking) =>
        booking.withHold(usd(amount)),
  ),
  share.map(
    (amount): Deed =>
      (booking) =>
        booking.withCollection(usd(amount)),
  ),
  share.map(
    (amount): Deed =>
      (booking) =>
        booking.withReleasedHold(usd(amount)),
  ),
  share.map(
    (amount): Deed =>
      (booking) =>
        booking.withDeclinedCharge(usd(amount)),
  ),
  fc.tuple(share, fc.integer({ min: 1, max: 100 }), fc.boolean()).map(
    ([amount, percent, stillOwed]): Deed =>
      (booking) =>
        booking
          .withCharge(usd(amount))
          .withRefund(usd(Math.max(1, Math.floor((amount * percent) / 100))), { stillOwed }),
  ),
);

const anyBooking = fc
  .tuple(fc.integer({ min: 1, max: 1500 }), fc.array(anyDeed, { maxLength: 6 }))
  .map(([total, deeds]) => deeds.reduce((booking, deed) => deed(booking), aBooking(usd(total))).data());

const anyTerms = fc.record({
  fee: fc.integer({ min: 0, max: 1500 }),
  holds: fc.constantFrom('capture_fee' as const, 'release' as const),
  taken: fc.constantFrom('refund' as const, 'leave' as const),
});

/** Cancels any booking on any terms, lets Stripe do all that is asked of it, and hands over how it stood before. */
function afterCancelling(
  check: (after: {
    booking: Booking;
    before: Booking;
    fee: number;
    terms: { holds: string; taken: string };
    operations: PaymentOperation[];
  }) => void,
): void {
  fc.assert(
    fc.property(anyBooking, anyTerms, (data, { fee: asked, holds, taken }) => {
      const before = Booking.restore(data);
      const fee = Math.min(asked, before.total.amount);
      const booking = Booking.restore(data);
      const terms = { fee: usd(fee), holds, taken };
      const operations = booking.end('cancelled', { id: 'd', terms, idOf: (id) => `op-${id}` }, byAna);
      const within = { booking, before, fee, terms: { holds, taken }, operations };
      for (const operation of operations) letStripeDo(booking, operation);
      check(within);
    }),
    reproducibly(400),
  );
}

function letStripeDo(booking: Booking, { id, kind, amount }: PaymentOperation): void {
  const payment = booking.payments.find(({ operation }) => operation?.id === id);
  if (!payment) throw new Error(`Nobody asked for ${id}.`);
  const intent = anIntent(payment.amount, payment.paymentIntent);
  const said = {
    capture: () => intent.succeeded({ received: amount }),
    release: () => intent.holdCanceled(),
    cancel: () => intent.canceled(),
    refund: () =>
      intent.succeeded({
        received: payment.captured,
        refunds: [
          ...payment.refunds.map(({ stillOwed: _, ...refund }) => refund),
          { ...aRefund(amount, 'succeeded', `re_${id}`), operation: id },
        ],
      }),
  };
  booking.recordReport(payment.id, said[kind](), byStripe);
}

const netOf = ({ amounts }: Booking) =>
  amounts.captured.plus(amounts.collected).minusOrZero(amounts.refunded).amount;

describe('whatever was paid and held, after a cancellation on any terms', () => {
  test('the fee is the price, nothing is held, and nothing is under way', () => {
    afterCancelling(({ booking, fee }) => {
      expect(booking.total).toEqual(usd(fee));
      expect(booking.amounts.held).toEqual(usd(0));
      expect(booking.payments.filter(({ operation }) => operation)).toEqual([]);
    });
  });

  test('all above the fee is given back, but for what was taken outside Stripe', () => {
    afterCancelling(({ booking, fee, terms }) => {
      if (terms.taken === 'leave') return;
      const outside = booking.amounts.collected.amount;
      expect(netOf(booking)).toBeLessThanOrEqual(Math.max(fee, outside));
    });
  });

  test('the fee is taken as far as holds reach, and never beyond', () => {
    afterCancelling(({ booking, before, fee, terms }) => {
      const had = netOf(before);
      const taken = booking.amounts.captured.minus(before.amounts.captured).amount;
      if (terms.holds === 'release') expect(taken).toBe(0);
      expect(had + taken).toBeLessThanOrEqual(Math.max(had, fee));
      const reach = Math.min(
        before.amounts.held.amount,
        Math.max(0, fee - had - before.amounts.waived.amount),
      );
      if (terms.holds === 'capture_fee') expect(taken).toBe(reach);
    });
  });

  test('no more is outstanding than the fee less what is there', () => {
    afterCancelling(({ booking, fee }) => {
      expect(booking.amounts.outstanding.amount).toBeLessThanOrEqual(Math.max(0, fee - netOf(booking)));
    });
  });

  test('each payment is asked for one thing at most, within what it has', () => {
    afterCancelling(({ before, operations }) => {
      const about = operations.map(({ id }) => before.payment(id.replace('op-', '')));
      expect(new Set(about).size).toBe(operations.length);
      operations.forEach(({ kind, amount }, index) => {
        const payment = about[index];
        const bound = kind === 'refund' ? payment?.refundable : payment?.held;
        expect(amount.amount).toBeGreaterThan(0);
        expect(amount.amount).toBeLessThanOrEqual(bound?.amount ?? 0);
      });
    });
  });

  test('taking it back makes the price what it was', () => {
    afterCancelling(({ booking, before }) => {
      booking.recordLife('scheduled', byAna);
      expect(booking.price.equals(before.price)).toBe(true);
    });
  });
});
