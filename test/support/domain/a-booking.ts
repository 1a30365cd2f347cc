import { Booking, type BookingData } from '../../../src/domain/booking/booking.js';
import { Payment, type PaymentData } from '../../../src/domain/payment/payment.js';
import type {
  PaymentReport,
  ReportedDispute,
  ReportedRefund,
} from '../../../src/domain/payment/payment-report.js';
import { type Money } from '../../../src/domain/shared/money.js';
import { aDispute, anIntent, aRefund, INSUFFICIENT_FUNDS, VISA } from './an-intent.js';
import { ANA, byAna, hoursAfter, NOW } from './causes.js';
import { usd } from './money.js';

/** A booking as it would be loaded: version 1, no events of its own. Its payments are p1, p2, … with pi_1, pi_2, … */
export function aBooking(total: Money = usd(1000)): BookingBuilder {
  return new BookingBuilder(total);
}

export class BookingBuilder {
  private readonly payments: PaymentData[] = [];
  private startsAt = hoursAfter(NOW, 24 * 30);

  constructor(private readonly total: Money) {}

  startingAt(startsAt: Date): this {
    this.startsAt = startsAt;
    return this;
  }

  withCharge(amount: Money): this {
    return this.with('charge', amount, (intent) => [intent.succeeded()]);
  }

  withHold(amount: Money, endsAt: Date = hoursAfter(NOW, 24 * 7)): this {
    return this.with('hold', amount, (intent) => [intent.authorized(endsAt)]);
  }

  withCapturedHold(amount: Money, received: Money = amount): this {
    return this.with('hold', amount, (intent) => [intent.authorized(), intent.succeeded({ received })]);
  }

  withReleasedHold(amount: Money): this {
    return this.with('hold', amount, (intent) => [intent.holdCanceled()]);
  }

  withRequestedCharge(amount: Money): this {
    return this.with('charge', amount, () => []);
  }

  withRequestedHold(amount: Money): this {
    return this.with('hold', amount, () => []);
  }

  withProcessingCharge(amount: Money): this {
    return this.with('charge', amount, (intent) => [intent.processing()]);
  }

  withChargeInDoubt(amount: Money): this {
    return this.with(
      'charge',
      amount,
      () => [],
      (payment) => payment.markInDoubt('No answer in time.'),
    );
  }

  withChargeRequiringAction(amount: Money): this {
    return this.with('charge', amount, (intent) => [intent.needsAuthentication()]);
  }

  withDeclinedCharge(amount: Money): this {
    return this.with('charge', amount, (intent) => [intent.declined(INSUFFICIENT_FUNDS)]);
  }

  withFailedCharge(amount: Money): this {
    return this.with(
      'charge',
      amount,
      () => [],
      (payment) => payment.fail('It never reached Stripe.'),
    );
  }

  /** Money taken outside Stripe. */
  withCollection(amount: Money): this {
    this.payments.push({
      id: this.nextId(),
      kind: 'collection',
      state: 'succeeded',
      amount,
      captured: amount,
      refunds: [],
      disputes: [],
      collection: { method: 'cash', receivedOn: '2026-06-01' },
      requestedAt: NOW,
      requestedBy: ANA,
    });
    return this;
  }

  /** Of the last payment. */
  withRefund(
    amount: Money,
    {
      stillOwed = false,
      status = 'succeeded',
    }: { stillOwed?: boolean; status?: ReportedRefund['status'] } = {},
  ): this {
    return this.changeLast((payment) => ({
      refunds: [
        ...payment.refunds,
        { ...aRefund(amount, status, `re_${payment.id}_${payment.refunds.length + 1}`), stillOwed },
      ],
    }));
  }

  /** Of the last payment. */
  withDispute(amount: Money, status: ReportedDispute['status']): this {
    return this.changeLast((payment) => ({
      disputes: [
        ...payment.disputes,
        aDispute(amount, status, `dp_${payment.id}_${payment.disputes.length + 1}`),
      ],
    }));
  }

  build(): Booking {
    return Booking.restore(this.data());
  }

  data(): BookingData {
    return {
      id: 'booking-1',
      reference: 'T-1001',
      customer: 'customer-1',
      contact: { name: 'Mia Wong', email: 'mia@example.com' },
      service: 'Harbour kayak tour',
      startsAt: this.startsAt,
      paymentOption: 'later',
      registeredAt: NOW,
      registeredBy: ANA,
      total: this.total,
      life: 'scheduled',
      version: 1,
      payments: this.payments,
    };
  }

  private with(
    kind: 'charge' | 'hold',
    amount: Money,
    story: (intent: ReturnType<typeof anIntent>) => PaymentReport[],
    afterwards: (payment: Payment) => void = () => undefined,
  ): this {
    const id = this.nextId();
    const payment = Payment.request({ id, kind, amount, paymentMethod: VISA.id, card: VISA, cause: byAna });
    for (const report of story(anIntent(amount, `pi_${this.payments.length + 1}`))) payment.apply(report);
    afterwards(payment);
    this.payments.push(payment.toData());
    return this;
  }

  private changeLast(change: (payment: PaymentData) => Partial<PaymentData>): this {
    const last = this.payments.pop();
    if (!last) throw new Error('There is no payment yet.');
    this.payments.push({ ...last, ...change(last) });
    return this;
  }

  private nextId(): string {
    return `p${this.payments.length + 1}`;
  }
}
