import fc from 'fast-check';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { BookingData } from '../../../src/domain/booking/booking.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { byTheBook } from '../../support/domain/booking-by-the-book.js';
import { anyStep, type Step } from '../../support/domain/booking-steps.js';
import { hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';
import { ALLOWED_MOVES, OUTRANKED_BY_STRIPE, STATES } from '../../support/domain/states-of-a-payment.js';

type AfterStep = (after: {
  booking: Booking;
  before: BookingData;
  chargeableBefore: number;
  refusal: string | undefined;
}) => void;

const STARTS = fc.constantFrom(
  aBooking(usd(1000)).data(),
  aBooking(usd(1000)).withCollection(usd(200)).data(),
  aBooking(usd(1000)).withCharge(usd(300)).withRefund(usd(300), { stillOwed: true }).data(),
);

/** Takes a booking of $10 through any sequence of commands and answers, each on the booking as stored before. */
function throughAnySteps(check: AfterStep, numRuns = 80): void {
  fc.assert(
    fc.property(STARTS, fc.array(anyStep, { minLength: 1, maxLength: 25, size: 'max' }), (start, steps) => {
      let stored = start;
      steps.forEach((step: Step, index) => {
        const booking = Booking.restore(stored);
        const before = booking.toData();
        const chargeableBefore = booking.amounts.chargeable.amount;
        const refusal = step.run(booking, index + 1);
        check({ booking, before, chargeableBefore, refusal });
        if (refusal === undefined) stored = booking.toData();
      });
    }),
    reproducibly(numRuns),
  );
}

describe('whatever is asked of a booking, and whatever Stripe answers', () => {
  test('its amounts and its status are those of the design', () => {
    throughAnySteps(({ booking }) => {
      const { amounts, paymentStatus } = booking;
      const book = byTheBook(booking.toData());
      expect({
        taken: amounts.captured.amount + amounts.collected.amount,
        refunded: amounts.refunded.amount,
        waived: amounts.waived.amount,
        held: amounts.held.amount,
        inFlight: amounts.inFlight.amount,
        outstanding: amounts.outstanding.amount,
        overpaid: amounts.overpaid.amount,
        chargeable: amounts.chargeable.amount,
      }).toEqual(book.amounts);
      expect(paymentStatus).toBe(book.status);
    });
  });

  test('no payment takes, holds or has under way more than was decided', () => {
    throughAnySteps(({ booking }) => {
      for (const payment of booking.payments) {
        const { captured, held, inFlight, amount } = payment;
        expect(captured.amount + held.amount + inFlight.amount).toBeLessThanOrEqual(amount.amount);
        const { operation, refundable } = payment;
        const most = operation?.kind === 'refund' ? refundable : held;
        if (operation) expect(operation.amount.amount).toBeLessThanOrEqual(most.amount);
      }
      const { captured, held, inFlight } = booking.amounts;
      const decided = booking.payments.reduce((sum, payment) => sum + payment.amount.amount, 0);
      expect(captured.amount + held.amount + inFlight.amount).toBeLessThanOrEqual(decided);
    });
  });

  test('no decision asks for more than was chargeable when it was made', () => {
    throughAnySteps(({ booking, before, chargeableBefore }) => {
      const decided = booking.payments
        .slice(before.payments.length)
        .filter(({ kind }) => kind !== 'collection');
      const asked = decided.reduce((sum, payment) => sum + payment.amount.amount, 0);
      expect(asked).toBeLessThanOrEqual(chargeableBefore);
      if (asked > 0) {
        const { outstanding, held, inFlight, chargeable } = booking.amounts;
        expect(held.amount + inFlight.amount).toBeLessThanOrEqual(outstanding.amount);
        expect(chargeable.amount).toBe(chargeableBefore - asked);
      }
    });
  });

  test('no amount is negative or inexact', () => {
    throughAnySteps(({ booking }) => {
      const amounts = [
        ...Object.values(booking.amounts as unknown as Record<string, { amount: number }>),
        ...booking.payments.flatMap(({ amount, captured, refunded, waived, disputed }) => [
          amount,
          captured,
          refunded,
          waived,
          disputed,
        ]),
      ];
      expect(amounts.filter(({ amount }) => !Number.isSafeInteger(amount) || amount < 0)).toEqual([]);
      const { refunded, waived, captured, collected } = booking.amounts;
      expect(waived.amount).toBeLessThanOrEqual(refunded.amount);
      expect(refunded.amount).toBeLessThanOrEqual(captured.amount + collected.amount);
    });
  });

  test('no payment makes a move that isn’t in the table', () => {
    const allowed = (move: string) => ALLOWED_MOVES.has(move) || OUTRANKED_BY_STRIPE.has(move);
    throughAnySteps(({ booking, before }) => {
      for (const { id, kind, state: from } of before.payments) {
        const to = booking.payment(id).state;
        if (from === to) continue;
        const throughHold =
          kind === 'hold' && allowed(`${from} → authorized`) && allowed(`authorized → ${to}`);
        expect([`${from} → ${to}`, allowed(`${from} → ${to}`) || throughHold]).toEqual([
          `${from} → ${to}`,
          true,
        ]);
      }
    });
  });

  test('no payment is lost or takes back what it took', () => {
    throughAnySteps(({ booking, before }) => {
      before.payments.forEach((payment, index) => {
        const now = booking.payments[index]?.toData();
        expect(now).toMatchObject({ id: payment.id, kind: payment.kind, requestedBy: payment.requestedBy });
        expect(now?.amount).toEqual(payment.amount);
        if (now?.collection?.reversal) expect(now.captured).toEqual(usd(0));
        else expect(now?.captured.amount).toBeGreaterThanOrEqual(payment.captured.amount);
      });
    });
  });

  test('a refusal leaves everything as it was', () => {
    throughAnySteps(({ booking, before, refusal }) => {
      if (refusal === undefined) return;
      expect(booking.toData()).toEqual(before);
      expect(booking.events).toEqual([]);
    });
  });

  test('an event is recorded exactly when something changed, and the version grows by one', () => {
    throughAnySteps(({ booking, before }) => {
      const { version, ...now } = booking.toData();
      const { version: versionBefore, ...was } = before;
      const changed = JSON.stringify(now) !== JSON.stringify(was);
      expect([booking.events.length > 0, version]).toEqual([changed, versionBefore + (changed ? 1 : 0)]);
      for (const event of booking.events) {
        expect(event.booking).toBe(booking.id);
        expect(event.cause.by.name).not.toBe('');
      }
    });
  });

  test('it is the same booking after it was stored and loaded', () => {
    throughAnySteps(({ booking }) => {
      const data = booking.toData();
      const loaded = Booking.restore(data);
      expect(loaded.toData()).toEqual(data);
      expect(loaded.hasChanged).toBe(false);
      expect(loaded.amounts).toEqual(booking.amounts);
      expect(loaded.paymentStatus).toBe(booking.paymentStatus);
      const later = hoursAfter(NOW, 80);
      expect(loaded.flagsAt(later)).toEqual(booking.flagsAt(later));
    });
  });

  test('every kind of refusal and every state is met on the way', () => {
    const met = new Set<string>();
    throughAnySteps(({ booking, refusal }) => {
      if (refusal !== undefined) met.add(refusal);
      for (const payment of booking.payments) met.add(payment.state);
      met.add(booking.paymentStatus);
    }, 300);
    const expected = [
      'over_chargeable',
      'over_held',
      'payment_state',
      'operation_under_way',
      'payment_transition_refused',
      'over_refundable',
      'already_reversed',
      'not_a_collection',
      'refund_ended',
      ...STATES,
      'not_charged',
      'partially_charged',
      'charged_in_full',
      'partially_refunded',
      'refunded',
    ];
    expect(expected.filter((each) => !met.has(each))).toEqual([]);
  });
});
