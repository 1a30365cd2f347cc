import fc from 'fast-check';
import { Booking } from '../../../src/domain/booking/booking.js';
import { DomainError } from '../../../src/domain/shared/domain-error.js';
import { Money } from '../../../src/domain/shared/money.js';
import type { Payment } from '../../../src/domain/payment/payment.js';
import type { PaymentReport } from '../../../src/domain/payment/payment-report.js';
import { AMEX, aDispute, anIntent, aRefund, type IntentReports } from './an-intent.js';
import { byAna, byStripe, hoursAfter, NOW } from './causes.js';

/** Something that people ask of a booking, or that Stripe says of one of its payments. */
export interface Step {
  /** How a sequence that breaks something is printed. */
  [fc.toStringMethod]: () => string;
  /** Tells the code of the refusal, if it was refused. */
  run(booking: Booking, number: number): string | undefined;
}

/** Payments of a booking are chosen by `nth`, modulo how many there are. */
type OnPayment = (booking: Booking, payment: Payment, number: number) => unknown;

const amount = fc.oneof(fc.integer({ min: 1, max: 1200 }), fc.constantFrom(1, 500, 1000));
const nth = fc.nat(3);

/** Amounts and choices are drawn so that most sequences get somewhere and every refusal happens now and then. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.option(amount).map(requestStep('charge')) },
  { weight: 3, arbitrary: fc.option(amount).map(requestStep('hold')) },
  { weight: 1, arbitrary: amount.map(changeTotalStep) },
  { weight: 4, arbitrary: fc.tuple(nth, fc.option(amount)).map(captureStep) },
  { weight: 2, arbitrary: nth.map(releaseStep) },
  {
    weight: 2,
    arbitrary: nth.map((n) => paymentStep('doubt', n, (b, p) => b.recordInDoubt(p.id, 'No answer.', byAna))),
  },
  {
    weight: 1,
    arbitrary: nth.map((n) =>
      paymentStep('failure', n, (b, p) => b.recordFailure(p.id, 'Never sent.', byAna)),
    ),
  },
  { weight: 1, arbitrary: nth.map(refusedOperationStep) },
  { weight: 3, arbitrary: fc.tuple(nth, fc.option(amount), fc.boolean()).map(refundStep) },
  { weight: 1, arbitrary: fc.tuple(fc.option(amount), fc.boolean()).map(refundsStep) },
  { weight: 2, arbitrary: amount.map(collectStep) },
  { weight: 1, arbitrary: nth.map(reversalStep) },
  { weight: 2, arbitrary: fc.tuple(nth, nth, fc.boolean()).map(owedStep) },
  { weight: 2, arbitrary: nth.map(answeredRefundStep) },
  {
    weight: 10,
    arbitrary: fc.tuple(nth, anyReport()).map(([n, [text, report]]) => reportStep(n, text, report)),
  },
);

/** From the amount of the payment it is about. */
type ReportOf = (intent: IntentReports, amount: number, money: (amount: number) => Money) => PaymentReport;

function anyReport(): fc.Arbitrary<[string, ReportOf]> {
  const share = fc.integer({ min: 1, max: 100 });
  const part = (of: number, percent: number) => Math.max(1, Math.floor((of * percent) / 100));
  const fact = fc.integer({ min: 1, max: 3 });
  const unsettled: [string, ReportOf][] = [
    ['created', (intent) => intent.created()],
    ['processing', (intent) => intent.processing()],
    ['requires action', (intent) => intent.requiresAction()],
    ['needs authentication', (intent) => intent.needsAuthentication()],
    ['authorized', (intent) => intent.authorized(hoursAfter(NOW, 100))],
    ['still authorized', (intent) => intent.authorized()],
  ];
  const plain: [string, ReportOf][] = [
    ['declined', (intent) => intent.declined()],
    ['succeeded', (intent) => intent.succeeded({ card: AMEX })],
    ['hold canceled', (intent) => intent.holdCanceled()],
    ['hold expired', (intent) => intent.holdCanceled({ expired: true })],
    ['canceled', (intent) => intent.canceled()],
  ];
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...plain) },
    { weight: 3, arbitrary: fc.constantFrom(...unsettled) },
    share.map((percent): [string, ReportOf] => [
      `${percent}% captured`,
      (intent, of, money) => intent.succeeded({ received: money(part(of, percent)) }),
    ]),
    fc
      .tuple(
        share,
        fact,
        fc.constantFrom('pending' as const, 'succeeded' as const, 'failed' as const, 'canceled' as const),
      )
      .map(([percent, id, status]): [string, ReportOf] => [
        `${percent}% refunded (${status})`,
        (intent, of, money) =>
          intent.succeeded({ refunds: [aRefund(money(part(of, percent)), status, `re_${id}`)] }),
      ]),
    fc
      .tuple(share, fact, fc.constantFrom('open' as const, 'won' as const, 'lost' as const))
      .map(([percent, id, status]): [string, ReportOf] => [
        `${percent}% disputed (${status})`,
        (intent, of, money) =>
          intent.succeeded({ disputes: [aDispute(money(part(of, percent)), status, `dp_${id}`)] }),
      ]),
  );
}

function requestStep(kind: 'charge' | 'hold') {
  return (asked: number | null): Step => ({
    [fc.toStringMethod]: () => `${kind} ${asked ?? 'all'}`,
    run: (booking, number) =>
      refusalOf(() => {
        const request = {
          id: `new${number}`,
          amount: asked === null ? undefined : Money.of(asked, booking.currency),
        };
        if (kind === 'charge') booking.requestCharge(request, byAna);
        else booking.requestHold(request, byAna);
      }),
  });
}

function changeTotalStep(to: number): Step {
  return {
    [fc.toStringMethod]: () => `total ${to}`,
    run: (booking) => refusalOf(() => booking.changeTotal(Money.of(to, booking.currency), byAna)),
  };
}

function captureStep([n, asked]: [number, number | null]): Step {
  return paymentStep(`capture ${asked ?? 'all'}`, n, (booking, payment, number) =>
    booking.requestCapture(
      payment.id,
      `op${number}`,
      asked === null ? undefined : Money.of(asked, booking.currency),
      byAna,
    ),
  );
}

function releaseStep(n: number): Step {
  return paymentStep('release', n, (booking, payment, number) =>
    booking.requestRelease(payment.id, `op${number}`, byAna),
  );
}

function refundStep([n, asked, stillOwed]: [number, number | null, boolean]): Step {
  return paymentStep(
    `refund ${asked ?? 'all'}${stillOwed ? ', still owed' : ''}`,
    n,
    (booking, payment, number) =>
      booking.requestRefund(
        payment.id,
        `op${number}`,
        { amount: moneyOrAll(asked, booking), reason: 'duplicate', stillOwed },
        byAna,
      ),
  );
}

function refundsStep([asked, stillOwed]: [number | null, boolean]): Step {
  return {
    [fc.toStringMethod]: () => `refund ${asked ?? 'all'} over all${stillOwed ? ', still owed' : ''}`,
    // What is refused in the middle is never stored: the decision is tried on a copy.
    run: (booking, number) =>
      refusalOf(() => {
        const wanted = {
          amount: moneyOrAll(asked, booking),
          reason: 'duplicate' as const,
          stillOwed,
          decision: `d${number}`,
          operationOf: (payment: string) => `d${number}-${payment}`,
        };
        Booking.restore(booking.toData()).requestRefunds(wanted, byAna);
        booking.requestRefunds(wanted, byAna);
      }),
  };
}

/** Stripe made the refund that was asked for. */
function answeredRefundStep(n: number): Step {
  return paymentStep('refund answered', n, (booking, payment) => {
    const { operation } = payment;
    if (operation?.kind !== 'refund') return;
    const refund = {
      ...aRefund(operation.amount, 'succeeded', `re_${operation.id}`),
      operation: operation.id,
    };
    booking.recordFacts(payment.id, { refunds: [refund], disputes: [] }, byStripe);
  });
}

function collectStep(asked: number): Step {
  return {
    [fc.toStringMethod]: () => `collect ${asked}`,
    run: (booking, number) =>
      refusalOf(() =>
        booking.recordCollection(
          {
            id: `new${number}`,
            amount: Money.of(asked, booking.currency),
            method: { code: 'cash', label: 'Cash' },
            receivedOn: '2026-06-01',
            today: '2026-06-01',
          },
          byAna,
        ),
      ),
  };
}

function reversalStep(n: number): Step {
  return paymentStep('reverse', n, (booking, payment, number) =>
    booking.reverseCollection(payment.id, `r${number}`, 'A mistake', byAna),
  );
}

function owedStep([n, m, stillOwed]: [number, number, boolean]): Step {
  return paymentStep(`refund #${m} is ${stillOwed ? 'still' : 'no longer'} owed`, n, (booking, payment) => {
    const refund = payment.refunds[m % Math.max(1, payment.refunds.length)];
    if (refund) booking.decideStillOwed(payment.id, refund.id, stillOwed, byAna);
  });
}

function moneyOrAll(asked: number | null, booking: Booking): Money | undefined {
  return asked === null ? undefined : Money.of(asked, booking.currency);
}

function refusedOperationStep(n: number): Step {
  return paymentStep('operation refused', n, (booking, payment) =>
    booking.recordOperationRefused(payment.id, payment.operation?.id ?? 'none', 'Stripe said no.', byAna),
  );
}

function reportStep(n: number, text: string, report: ReportOf): Step {
  return paymentStep(text, n, (booking, payment) => {
    const money = (minor: number) => Money.of(minor, booking.currency);
    const intent = anIntent(payment.amount, `pi_${payment.id}`);
    booking.recordReport(payment.id, report(intent, payment.amount.amount, money), byStripe);
  });
}

function paymentStep(text: string, n: number, act: OnPayment): Step {
  return {
    [fc.toStringMethod]: () => `#${n} ${text}`,
    run: (booking, number) => {
      const payment = booking.payments[n % Math.max(1, booking.payments.length)];
      return payment && refusalOf(() => act(booking, payment, number));
    },
  };
}

function refusalOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
