import fc from 'fast-check';
import type { PaymentReport } from '../../../src/domain/payment/payment-report.js';
import { Payment, type PaymentData } from '../../../src/domain/payment/payment.js';
import { AMEX, anIntent, aDispute, aRefund, VISA } from '../../support/domain/an-intent.js';
import { byAna, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';

const intent = anIntent(usd(1000));
const endOfHold = hoursAfter(NOW, 24 * 7);
const part = { received: usd(700) };

/** What Stripe says in the course of one PaymentIntent's life, oldest first, and how it must end. */
interface Life {
  readonly kind: 'charge' | 'hold';
  readonly reports: readonly PaymentReport[];
  readonly end: {
    readonly state: PaymentData['state'];
    readonly captured: number;
    readonly refunded: number;
    readonly waived: number;
    readonly disputed: number;
  };
}

const nothing = { captured: 0, refunded: 0, waived: 0, disputed: 0 };

const LIVES: Record<string, Life> = {
  'a charge that succeeds': {
    kind: 'charge',
    reports: [intent.created(), intent.processing(), intent.succeeded()],
    end: { ...nothing, state: 'succeeded', captured: 1000 },
  },
  'a charge that is refunded in parts, one of which fails': {
    kind: 'charge',
    reports: [
      intent.created(),
      intent.succeeded(),
      intent.succeeded({ refunds: [aRefund(usd(300), 'pending', 're_1')] }),
      intent.succeeded({ refunds: [aRefund(usd(200), 'succeeded', 're_2')] }),
      intent.succeeded({ refunds: [aRefund(usd(300), 'succeeded', 're_1')] }),
      intent.succeeded({
        refunds: [aRefund(usd(300), 'failed', 're_1'), aRefund(usd(200), 'succeeded', 're_2')],
      }),
    ],
    end: { ...nothing, state: 'succeeded', captured: 1000, refunded: 200, waived: 200 },
  },
  'a charge that is disputed and lost': {
    kind: 'charge',
    reports: [
      intent.succeeded(),
      intent.succeeded({ disputes: [aDispute(usd(1000), 'open')] }),
      intent.succeeded({ disputes: [aDispute(usd(1000), 'lost')] }),
    ],
    end: { ...nothing, state: 'succeeded', captured: 1000, refunded: 1000, waived: 1000 },
  },
  'a charge that is disputed twice: one won, one still open': {
    kind: 'charge',
    reports: [
      intent.succeeded({ disputes: [aDispute(usd(400), 'open', 'dp_1')] }),
      intent.succeeded({ disputes: [aDispute(usd(400), 'won', 'dp_1')] }),
      intent.succeeded({ disputes: [aDispute(usd(300), 'open', 'dp_2')] }),
    ],
    end: { ...nothing, state: 'succeeded', captured: 1000, disputed: 300 },
  },
  'a charge that the customer authenticates with another card': {
    kind: 'charge',
    reports: [
      intent.created(),
      intent.needsAuthentication(VISA),
      intent.requiresAction(),
      intent.declined(undefined, VISA),
      intent.succeeded({ card: AMEX }),
    ],
    end: { ...nothing, state: 'succeeded', captured: 1000 },
  },
  'a hold that is captured in part, refunded and disputed': {
    kind: 'hold',
    reports: [
      intent.created(),
      intent.authorized(endOfHold),
      intent.succeeded(part),
      intent.succeeded({ ...part, refunds: [aRefund(usd(100), 'succeeded', 're_1')] }),
      intent.succeeded({ ...part, refunds: [aRefund(usd(50), 'succeeded', 're_2')] }),
      intent.succeeded({ ...part, refunds: [aRefund(usd(50), 'failed', 're_2')] }),
      intent.succeeded({ ...part, disputes: [aDispute(usd(600), 'open')] }),
    ],
    end: { state: 'succeeded', captured: 700, refunded: 100, waived: 100, disputed: 600 },
  },
  'a hold that the customer must confirm first': {
    kind: 'hold',
    reports: [intent.needsAuthentication(VISA), intent.requiresAction(), intent.authorized(endOfHold, AMEX)],
    end: { ...nothing, state: 'authorized' },
  },
  'a hold that is released': {
    kind: 'hold',
    reports: [intent.created(), intent.authorized(endOfHold), intent.holdCanceled()],
    end: { ...nothing, state: 'released' },
  },
  'a hold that runs out': {
    kind: 'hold',
    reports: [intent.created(), intent.authorized(endOfHold), intent.holdCanceled({ expired: true })],
    end: { ...nothing, state: 'expired' },
  },
  'a charge that the customer tries to authenticate, and that is declined then': {
    kind: 'charge',
    reports: [
      intent.created(),
      intent.needsAuthentication(VISA),
      intent.requiresAction(),
      intent.declined(undefined, VISA),
    ],
    end: { ...nothing, state: 'declined' },
  },
  'a charge that is given up while it waits for the customer': {
    kind: 'charge',
    reports: [
      intent.created(),
      intent.needsAuthentication(VISA),
      intent.canceled(intent.needsAuthentication(VISA)),
    ],
    end: { ...nothing, state: 'canceled' },
  },
  'a charge that is given up after the customer’s own attempt was declined': {
    kind: 'charge',
    reports: [
      intent.needsAuthentication(VISA),
      intent.requiresAction(),
      intent.declined(undefined, VISA),
      intent.canceled(intent.declined(undefined, VISA)),
    ],
    end: { ...nothing, state: 'declined' },
  },
  'a hold that is declined and canceled': {
    kind: 'hold',
    reports: [intent.created(), intent.declined(), intent.canceled(intent.declined())],
    end: { ...nothing, state: 'declined' },
  },
  'a hold that is declined, placed by the customer after all, and released': {
    kind: 'hold',
    reports: [intent.created(), intent.declined(), intent.authorized(endOfHold), intent.holdCanceled()],
    end: { ...nothing, state: 'released' },
  },
  'a hold that waits for the customer, is placed, and runs out': {
    kind: 'hold',
    reports: [
      intent.needsAuthentication(),
      intent.requiresAction(),
      intent.authorized(endOfHold),
      intent.holdCanceled({ expired: true }),
    ],
    end: { ...nothing, state: 'expired' },
  },
  'a charge that is canceled before anything was tried': {
    kind: 'charge',
    reports: [intent.created(), intent.notAttempted(), intent.canceled()],
    end: { ...nothing, state: 'failed' },
  },
  'a charge that is declined': {
    kind: 'charge',
    reports: [intent.created(), intent.processing(), intent.declined()],
    end: { ...nothing, state: 'declined' },
  },
};

describe('reports of one PaymentIntent', () => {
  test.each(Object.entries(LIVES))('%s: end the same in any order, repeated or not', (_name, life) => {
    const expected = settled(life.kind, life.reports);
    fc.assert(
      fc.property(anyOrder(life.reports), (reports) => {
        expect(settled(life.kind, reports)).toEqual(expected);
      }),
      reproducibly(150),
    );
  });

  test.each(Object.entries(LIVES))('%s: end as they should', (_name, life) => {
    const payment = told(life.kind, life.reports);
    expect({
      state: payment.state,
      captured: payment.captured.amount,
      refunded: payment.refunded.amount,
      waived: payment.waived.amount,
      disputed: payment.disputed.amount,
    }).toEqual(life.end);
  });

  test.each(Object.entries(LIVES))('%s: lead there from a doubt, too', (_name, life) => {
    fc.assert(
      fc.property(anyOrder(life.reports), fc.nat(), (reports, doubtAfter) => {
        const payment = request(life.kind);
        reports.forEach((report, index) => {
          if (index === doubtAfter % reports.length) payment.markInDoubt('No answer in time.');
          payment.apply(report);
        });
        expect(sorted(payment.toData())).toEqual(settled(life.kind, life.reports));
      }),
      reproducibly(100),
    );
  });

  test.each(Object.entries(LIVES))('%s: are no news the second time', (_name, life) => {
    const payment = told(life.kind, life.reports);
    for (const report of life.reports) expect(payment.apply(report)).toBe(false);
  });

  test('that leave any of the way out end the same, as long as the truth comes at some point', () => {
    const lives = fc.constantFrom(...Object.values(LIVES).filter((life) => !sayFactsOneByOne(life)));
    const withGaps = lives.chain((life) => {
      const truth = life.reports.slice(-1);
      return fc.tuple(
        fc.constant(life),
        fc.subarray(life.reports.slice(0, -1)).chain((some) => anyOrder([...some, ...truth])),
      );
    });
    fc.assert(
      fc.property(withGaps, ([life, reports]) => {
        expect(told(life.kind, reports).state).toBe(life.end.state);
        expect(settled(life.kind, reports)).toEqual(settled(life.kind, life.reports));
      }),
      reproducibly(300),
    );
  });
});

function request(kind: 'charge' | 'hold'): Payment {
  return Payment.request({
    id: 'p1',
    kind,
    amount: usd(1000),
    paymentMethod: VISA.id,
    card: VISA,
    cause: byAna,
  });
}

function told(kind: 'charge' | 'hold', reports: readonly PaymentReport[]): Payment {
  const payment = request(kind);
  for (const report of reports) payment.apply(report);
  return payment;
}

function settled(kind: 'charge' | 'hold', reports: readonly PaymentReport[]): PaymentData {
  return sorted(told(kind, reports).toData());
}

/** In which order refunds and disputes were heard of is no part of the state. */
function sorted(data: PaymentData): PaymentData {
  const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
  return { ...data, refunds: [...data.refunds].sort(byId), disputes: [...data.disputes].sort(byId) };
}

/** Every report at least once, up to three times, in any order. */
function anyOrder(reports: readonly PaymentReport[]) {
  const indexes = reports.map((_, index) => index);
  return fc
    .array(fc.constantFrom(...indexes), { maxLength: reports.length * 2 })
    .chain((again) => {
      const all = [...indexes, ...again];
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    })
    .map((order) => order.map((index) => reports[index] as PaymentReport));
}

/** Its last report doesn't tell of all refunds and disputes: none of the others may be left out. */
function sayFactsOneByOne(life: Life): boolean {
  const ids = (reports: readonly PaymentReport[]) =>
    new Set(reports.flatMap((report) => [...report.refunds, ...report.disputes]).map((fact) => fact.id));
  return ids(life.reports.slice(-1)).size < ids(life.reports).size;
}
