import fc from 'fast-check';
import type {
  Decline,
  PaymentReport,
  ReportedDispute,
  ReportedRefund,
} from '../../../src/domain/payment/payment-report.js';
import { Money } from '../../../src/domain/shared/money.js';
import { AMEX, anIntent, aDispute, aMovement, aRefund, type IntentReports, VISA } from './an-intent.js';
import { hoursAfter, NOW } from './causes.js';

/** All that Stripe says in the course of one PaymentIntent's life, oldest first; the last tells all of the truth. */
export interface StripeLife {
  readonly kind: 'charge' | 'hold';
  readonly amount: Money;
  readonly reports: readonly PaymentReport[];
}

/** Any life that a PaymentIntent of this id can have in Stripe. */
export function anyStripeLife(id: string): fc.Arbitrary<StripeLife> {
  return fc
    .tuple(
      fc.constantFrom('charge' as const, 'hold' as const),
      fc.integer({ min: 100, max: 1000 }),
      fc.array(fc.nat(59_999), { maxLength: 12 }),
    )
    .map(([kind, amount, choices]) => lived(kind, Money.of(amount, 'USD'), id, choices));
}

/** Each choice takes the PaymentIntent one step further, as long as there is a step to take. */
function lived(kind: StripeLife['kind'], amount: Money, id: string, choices: readonly number[]): StripeLife {
  const life = new Life(kind, amount, anIntent(amount, id), id);
  for (const choice of choices) life.step(choice);
  return { kind, amount, reports: life.reports };
}

/** https://docs.stripe.com/payments/paymentintents/lifecycle */
class Life {
  readonly reports: PaymentReport[];
  private phase: 'made' | 'processing' | 'waiting' | 'declined' | 'held' | 'taken' | 'over' = 'made';
  private received: Money;
  private attempt: Partial<PaymentReport> = {};
  private refunds: readonly ReportedRefund[] = [];
  private disputes: readonly ReportedDispute[] = [];

  constructor(
    private readonly kind: StripeLife['kind'],
    private readonly amount: Money,
    private readonly intent: IntentReports,
    private readonly id: string,
  ) {
    this.reports = [intent.created()];
    this.received = amount;
  }

  step(choice: number): void {
    const can = this.steps();
    can[choice % Math.max(1, can.length)]?.(Math.floor(choice / 60));
  }

  private steps(): ((choice: number) => void)[] {
    switch (this.phase) {
      case 'made':
        return [
          () => this.go('processing', this.intent.processing()),
          () => this.decline(),
          () => this.wait(),
          () => this.succeed(),
          () => this.cancel(),
        ];
      case 'processing':
        return [() => this.decline(), () => this.succeed()];
      case 'waiting':
        return [
          () => this.reports.push(this.intent.requiresAction()),
          () => this.decline(),
          () => this.succeed(),
          () => this.cancel(),
        ];
      case 'declined':
        return [() => this.succeed(), () => this.cancel()];
      case 'held':
        return [(choice) => this.capture(choice), (choice) => this.endHold(choice)];
      case 'taken':
        return [
          (choice) => this.refund(choice),
          (choice) => this.settleRefund(choice),
          (choice) => this.dispute(choice),
          () => this.answerDispute(),
          (choice) => this.decideDispute(choice),
        ];
      case 'over':
        return [];
    }
  }

  private go(phase: Life['phase'], report: PaymentReport): void {
    this.phase = phase;
    this.reports.push(report);
  }

  private decline(decline?: Decline): void {
    this.attempt = this.intent.declined(decline);
    this.go('declined', this.intent.declined(decline));
  }

  private wait(): void {
    this.attempt = this.intent.needsAuthentication();
    this.go('waiting', this.intent.needsAuthentication());
  }

  private succeed(): void {
    if (this.kind === 'charge') return this.take();
    this.go('held', this.intent.authorized(hoursAfter(NOW, 24 * 7), this.card));
  }

  private capture(choice: number): void {
    this.received = Money.of(1 + (choice % this.amount.amount), this.amount.currency);
    this.take();
  }

  private take(): void {
    const { received, card, refunds, disputes } = this;
    this.go('taken', this.intent.succeeded({ received, card, refunds, disputes }));
  }

  private endHold(choice: number): void {
    this.go('over', { ...this.intent.holdCanceled({ expired: choice % 2 === 0 }), card: this.card });
  }

  private cancel(): void {
    this.go('over', this.intent.canceled(this.attempt));
  }

  /** Parts of what is left, so that Stripe wouldn't refuse it. */
  private refund(choice: number): void {
    const back = Money.sum(
      this.refunds.filter(({ status }) => status !== 'failed').map(({ amount }) => amount),
      this.amount.currency,
    );
    const left = this.received.minus(back);
    if (left.isZero || this.disputes.length > 0) return;
    const part = Money.of(1 + (choice % left.amount), this.amount.currency);
    const refund = aRefund(
      part,
      choice % 2 === 0 ? 'pending' : 'succeeded',
      `re_${this.id}_${this.refunds.length}`,
    );
    this.refunds = [...this.refunds, refund];
    this.take();
  }

  private settleRefund(choice: number): void {
    const nth = choice % Math.max(1, this.refunds.length);
    const refund = this.refunds[nth];
    if (!refund || refund.status === 'failed') return;
    const status = refund.status === 'pending' && choice % 3 > 0 ? 'succeeded' : 'failed';
    this.refunds = this.refunds.with(nth, { ...refund, status });
    this.take();
  }

  private dispute(choice: number): void {
    if (this.disputes.some(({ status }) => status !== 'won') || this.refunds.length > 0) return;
    const part = Money.of(1 + (choice % this.received.amount), this.amount.currency);
    const dispute = aDispute(part, 'open', `dp_${this.id}_${this.disputes.length}`);
    this.disputes = [...this.disputes, { ...dispute, movements: [aMovement(dispute, 'withdrawn')] }];
    this.take();
  }

  private answerDispute(): void {
    const nth = this.disputes.findIndex(({ status }) => status === 'open');
    const dispute = this.disputes[nth];
    if (!dispute) return;
    this.disputes = this.disputes.with(nth, { ...dispute, underReview: true, evidenceSubmitted: true });
    this.take();
  }

  private decideDispute(choice: number): void {
    const nth = this.disputes.findIndex(({ status }) => status === 'open');
    const dispute = this.disputes[nth];
    if (!dispute) return;
    const { movements = [] } = dispute;
    this.disputes = this.disputes.with(
      nth,
      choice % 2 === 0
        ? {
            ...dispute,
            status: 'won',
            underReview: false,
            movements: [...movements, aMovement(dispute, 'reinstated')],
          }
        : { ...dispute, status: 'lost', underReview: false },
    );
    this.take();
  }

  /** After a refusal, the customer comes with another one. */
  private get card() {
    return Object.keys(this.attempt).length === 0 ? VISA : AMEX;
  }
}
