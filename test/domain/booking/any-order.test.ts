import fc from 'fast-check';
import type { Booking } from '../../../src/domain/booking/booking.js';
import type { PaymentReport } from '../../../src/domain/payment/payment-report.js';
import { Money } from '../../../src/domain/shared/money.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { anyStripeLife, type StripeLife } from '../../support/domain/a-stripe-life.js';
import { byAna, byStripe, hoursAfter, NOW } from '../../support/domain/causes.js';
import { reproducibly } from '../../support/domain/properties.js';

/** Something that Stripe says of the booking's `nth` payment. */
interface Told {
  readonly nth: number;
  readonly report: PaymentReport;
}

const LIVES = fc.tuple(anyStripeLife('pi_0'), anyStripeLife('pi_1'));

/** Some of all that was said, as often as may be and in any order; the truth, each life's last word, is among it. */
const heard = LIVES.chain((lives) => {
  const all = lives.flatMap(({ reports }, nth) => reports.map((report): Told => ({ nth, report })));
  const truth = lives.map(({ reports }, nth): Told => ({ nth, report: reports.at(-1) as PaymentReport }));
  return fc
    .array(fc.constantFrom(...all), { maxLength: all.length * 2 })
    .chain((some) => {
      const told = [...some, ...truth];
      return fc.shuffledSubarray(told, { minLength: told.length });
    })
    .map((told) => ({ lives, told }));
});

describe('whatever Stripe says of a booking’s payments, in any order, as often as may be and with any gaps', () => {
  test('the booking ends as if only the truth had been said', () => {
    fc.assert(
      fc.property(heard, ({ lives, told }) => {
        const inOrder = lives.map(({ reports }, nth) => ({ nth, report: reports.at(-1) as PaymentReport }));
        expect(endOf(lives, told)).toEqual(endOf(lives, inOrder));
      }),
      reproducibly(500),
    );
  });

  test('it ends as Stripe’s own books would', () => {
    fc.assert(
      fc.property(heard, ({ lives, told }) => {
        const booking = after(lives, told);
        booking.payments.forEach((payment, nth) => {
          const truth = lives[nth]?.reports.at(-1);
          if (!truth) return;
          const lost = truth.disputes.filter(({ status }) => status === 'lost');
          const back = truth.refunds.filter(({ status }) => status !== 'failed');
          const sum = (facts: readonly { amount: Money }[]) =>
            facts.reduce((total, { amount }) => total + amount.amount, 0);
          expect({
            captured: payment.captured.amount,
            refunded: payment.refunded.amount,
            held: payment.held.amount,
            disputed: payment.disputed.amount,
          }).toEqual({
            captured: truth.received.amount,
            refunded: sum(back) + sum(lost),
            held: truth.status === 'requires_capture' ? truth.amount.amount : 0,
            disputed: sum(truth.disputes.filter(({ status }) => status === 'open')),
          });
        });
      }),
      reproducibly(300),
    );
  });

  test('lives of every kind were among them', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(heard, ({ lives, told }) => {
        for (const payment of after(lives, told).payments) {
          ends.add(payment.state);
          if (payment.refunds.some(({ status }) => status === 'failed')) ends.add('a refund that failed');
          for (const { status } of payment.disputes) ends.add(`a dispute ${status}`);
        }
      }),
      reproducibly(500),
    );
    expect([...ends].sort()).toEqual([
      'a dispute lost',
      'a dispute open',
      'a dispute won',
      'a refund that failed',
      'authorized',
      'canceled',
      'declined',
      'expired',
      'failed',
      'processing',
      'released',
      'requested',
      'requires_action',
      'succeeded',
    ]);
  });
});

function after(lives: readonly StripeLife[], told: readonly Told[]): Booking {
  const booking = aBooking(Money.of(2000, 'USD')).build();
  lives.forEach(({ kind, amount }, nth) => {
    const request = { id: `p${nth}`, amount, paymentMethod: 'pm_visa' };
    if (kind === 'charge') booking.requestCharge(request, byAna);
    else booking.requestHold(request, byAna);
  });
  for (const { nth, report } of told) booking.recordReport(`p${nth}`, report, byStripe);
  return booking;
}

/** All that money depends on: not with which card it was tried last, nor in which order facts were heard of. */
function endOf(lives: readonly StripeLife[], told: readonly Told[]) {
  const booking = after(lives, told);
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  return {
    amounts: booking.amounts,
    status: booking.paymentStatus,
    flags: booking.flagsAt(hoursAfter(NOW, 1)),
    payments: booking.payments.map(({ state, captured, captureBefore, refunds, disputes }) => ({
      state,
      captured,
      captureBefore,
      refunds: [...refunds].sort(byId),
      disputes: [...disputes].sort(byId),
    })),
  };
}
