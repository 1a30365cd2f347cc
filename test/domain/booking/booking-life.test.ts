import {
  BOOKING_LIVES,
  canBecome,
  LIFE_TRANSITIONS,
  type BookingLife,
} from '../../../src/domain/booking/booking-life.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { byAna } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

/** What the design allows, written down a second time. */
const ALLOWED = new Set([
  'scheduled → completed',
  'scheduled → cancelled',
  'scheduled → no_show',
  'completed → scheduled',
  'completed → no_show',
  'no_show → scheduled',
  'no_show → completed',
  'cancelled → scheduled',
]);

const PAIRS = BOOKING_LIVES.flatMap((from) => BOOKING_LIVES.map((to) => [from, to] as const));

function bookingThatIs(life: BookingLife): Booking {
  return Booking.restore({ ...aBooking(usd(1000)).data(), life });
}

function become(booking: Booking, life: BookingLife): void {
  if (life === 'cancelled') cancel(booking, 0);
  else booking.recordLife(life, byAna, 'They said so.');
}

function cancel(booking: Booking, fee: number, life: 'cancelled' | 'no_show' = 'cancelled') {
  const terms = { fee: usd(fee), holds: 'capture_fee', taken: 'refund' } as const;
  return booking.end(life, { id: 'd1', terms, idOf: (payment) => `op-${payment}` }, byAna);
}

describe('the life of a booking', () => {
  test.each(PAIRS)('%s → %s happens exactly when the table has it', (from, to) => {
    const booking = bookingThatIs(from);
    expect(canBecome(from, to)).toBe(ALLOWED.has(`${from} → ${to}`));
    if (ALLOWED.has(`${from} → ${to}`)) {
      become(booking, to);
      expect(booking.life).toBe(to);
      expect(booking.events).toHaveLength(1);
      expect(booking.events[0]?.cause).toEqual(byAna);
    } else {
      expectRefused(() => become(booking, to), 'booking_status', { booking_status: from, asked: to });
      expect(booking.hasChanged).toBe(false);
    }
  });

  test('has no move out of the table', () => {
    expect(
      Object.entries(LIFE_TRANSITIONS)
        .flatMap(([from, to]) => to.map((each) => `${from} → ${each}`))
        .sort(),
    ).toEqual([...ALLOWED].sort());
  });

  test('is scheduled to begin with', () => {
    expect(Booking.register(aBooking().build().about, usd(1000)).life).toBe('scheduled');
  });

  test('completed, or missed without a fee, leaves the money as it is', () => {
    for (const life of ['completed', 'no_show'] as const) {
      const booking = aBooking(usd(1000)).withCharge(usd(300)).withHold(usd(200)).build();
      const before = booking.amounts;
      booking.recordLife(life, byAna);
      expect(booking.amounts).toEqual(before);
    }
  });
});

describe('cancelling', () => {
  test('for nothing leaves nothing owed, and all lines to be read', () => {
    const booking = aBooking(usd(1000)).build();
    expect(cancel(booking, 0)).toEqual([]);
    expect(booking.total).toEqual(usd(0));
    expect(booking.price.lines.map(({ description }) => description)).toEqual([
      'Harbour kayak tour',
      'Cancelled',
    ]);
    expect(booking.flagsAt(new Date('2040-01-01T00:00:00Z'))).toEqual([]);
    expect(Booking.restore(booking.toData()).total).toEqual(usd(0));
  });

  test('for a fee takes it out of the hold, and gives the rest back', () => {
    const booking = aBooking(usd(1000)).withHold(usd(1000)).build();
    expect(cancel(booking, 200)).toMatchObject([{ id: 'op-p1', kind: 'capture', amount: usd(200) }]);
    expect(booking.events.map(({ type }) => type)).toEqual(['booking_cancelled', 'capture_requested']);
  });

  test('for a fee that was taken already gives back the rest of it, newest payment first', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(300)).withCharge(usd(500)).withHold(usd(200)).build();
    expect(cancel(booking, 100)).toMatchObject([
      { kind: 'release', amount: usd(200) },
      { kind: 'refund', amount: usd(500) },
      { kind: 'refund', amount: usd(200) },
    ]);
    expect(booking.amounts.overpaid).toEqual(usd(700));
  });

  test('leaves to people what was taken outside Stripe, as overpaid', () => {
    const booking = aBooking(usd(1000)).withCollection(usd(300)).withCharge(usd(100)).build();
    expect(cancel(booking, 0)).toMatchObject([{ kind: 'refund', amount: usd(100) }]);
  });

  test('doesn’t refund what the bank may take back itself', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(300)).withDispute(usd(300), 'open').build();
    expect(cancel(booking, 0)).toEqual([]);
  });

  test('waits for money that is under way, and says whether for the customer', () => {
    const waiting = aBooking(usd(1000)).withChargeRequiringAction(usd(300)).build();
    expectRefused(() => cancel(waiting, 0), 'money_under_way', { amount: 300, waits_for_customer: true });
    const asked = aBooking(usd(1000)).withChargeInDoubt(usd(300)).build();
    expectRefused(() => cancel(asked, 0), 'money_under_way', { waits_for_customer: false });
    const held = aBooking(usd(1000)).withHold(usd(300)).build();
    held.requestCapture('p1', 'op', usd(100), byAna);
    expectRefused(() => cancel(held, 0), 'money_under_way', { waits_for_customer: false });
  });

  test('costs at most what was agreed on', () => {
    expectRefused(() => cancel(aBooking(usd(1000)).build(), 1001), 'fee_over_price', {
      fee: 1001,
      maximum: 1000,
    });
    const free = aBooking(usd(1000)).build();
    cancel(free, 1000);
    expect(free.total).toEqual(usd(1000));
  });

  test('allows another charge only up to the fee', () => {
    const booking = aBooking(usd(1000)).build();
    cancel(booking, 200);
    expectRefused(() => booking.requestCharge({ id: 'new', amount: usd(201) }, byAna), 'over_chargeable', {
      chargeable: 200,
    });
    booking.requestCharge({ id: 'new', amount: usd(200) }, byAna);
  });

  test('taken back makes the price owed again, also what was refunded for it', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(1000)).build();
    const [refund] = cancel(booking, 200);
    const taken = booking.payment('p1');
    booking.recordReport(
      'p1',
      {
        ...reportOf(booking),
        refunds: [
          { id: 're_1', amount: usd(800), status: 'succeeded', createdAt: byAna.at, operation: refund?.id },
        ],
      },
      byAna,
    );
    expect(booking.amounts).toMatchObject({ outstanding: usd(0), overpaid: usd(0), refunded: usd(800) });
    expect(booking.paymentStatus).toBe('charged_in_full');
    booking.recordLife('scheduled', byAna, 'A mistake.');
    expect(booking.price.lines).toHaveLength(1);
    expect(booking.amounts).toMatchObject({ total: usd(1000), outstanding: usd(800), overpaid: usd(0) });
    expect(booking.events.at(-1)).toMatchObject({
      type: 'booking_reinstated',
      from: usd(200),
      to: usd(1000),
    });
    expect(taken.captured).toEqual(usd(1000));
  });
});

describe('a no-show', () => {
  test('for a fee is settled as a cancellation is', () => {
    const booking = aBooking(usd(1000)).withHold(usd(1000)).build();
    expect(cancel(booking, 400, 'no_show')).toMatchObject([{ kind: 'capture', amount: usd(400) }]);
    expect(booking.life).toBe('no_show');
    expect(booking.price.lines.at(-1)).toMatchObject({ kind: 'fee', description: 'No-show fee' });
    expect(booking.events[0]).toMatchObject({ type: 'booking_missed', from: usd(1000), to: usd(400) });
  });
});

function reportOf(booking: Booking) {
  const { amount } = booking.payment('p1');
  return {
    paymentIntent: 'pi_1',
    status: 'succeeded',
    amount,
    received: amount,
    chargeAuthorized: true,
    expired: false,
    authenticationRequired: false,
    refunds: [],
    disputes: [],
  } as const;
}
