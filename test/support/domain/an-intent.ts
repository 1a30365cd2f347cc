import type {
  CardSummary,
  Decline,
  PaymentReport,
  ReportedDispute,
  ReportedRefund,
} from '../../../src/domain/payment/payment-report.js';
import type { DisputeMovement } from '../../../src/domain/payment/dispute.js';
import { Money } from '../../../src/domain/shared/money.js';
import { NOW } from './causes.js';

export const VISA: CardSummary = { id: 'pm_visa', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2030 };
export const AMEX: CardSummary = { id: 'pm_amex', brand: 'amex', last4: '0005', expMonth: 1, expYear: 2031 };

export const INSUFFICIENT_FUNDS: Decline = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  message: 'The card has insufficient funds.',
  retryable: true,
};
export const AUTHENTICATION_REQUIRED: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'The bank wants the customer to confirm this payment.',
  retryable: true,
};

interface Facts {
  readonly refunds?: readonly ReportedRefund[];
  readonly disputes?: readonly ReportedDispute[];
}

/** What Stripe can say of one PaymentIntent in the course of its life. */
export function anIntent(amount: Money, id = 'pi_1'): IntentReports {
  return new IntentReports(amount, id);
}

export class IntentReports {
  constructor(
    private readonly amount: Money,
    private readonly id: string,
  ) {}

  created(): PaymentReport {
    return this.report({ status: 'requires_confirmation' });
  }

  /** Made, but nothing was tried on it yet. */
  notAttempted(): PaymentReport {
    return this.report({ status: 'requires_payment_method' });
  }

  processing(): PaymentReport {
    return this.report({ status: 'processing' });
  }

  requiresAction(): PaymentReport {
    return this.report({ status: 'requires_action' });
  }

  declined(decline: Decline = INSUFFICIENT_FUNDS, card = VISA): PaymentReport {
    return this.report({
      status: 'requires_payment_method',
      decline,
      card,
      charge: `ch_declined_${card.id}`,
    });
  }

  /** As an off-session attempt on a card that wants its owner. */
  needsAuthentication(card = VISA): PaymentReport {
    return this.report({
      ...this.declined(AUTHENTICATION_REQUIRED, card),
      authenticationRequired: true,
    });
  }

  authorized(captureBefore?: Date, card = VISA): PaymentReport {
    return this.report({
      status: 'requires_capture',
      chargeAuthorized: true,
      charge: `ch_${this.id}`,
      captureBefore,
      card,
    });
  }

  succeeded(facts: Facts & { received?: Money; card?: CardSummary } = {}): PaymentReport {
    const { received = this.amount, card = VISA, refunds = [], disputes = [] } = facts;
    return this.report({
      status: 'succeeded',
      received,
      chargeAuthorized: true,
      charge: `ch_${this.id}`,
      card,
      refunds,
      disputes,
    });
  }

  /** A hold that was given back, by somebody or (expired) by running out. */
  holdCanceled({ expired = false } = {}): PaymentReport {
    return this.report({
      status: 'canceled',
      chargeAuthorized: true,
      charge: `ch_${this.id}`,
      card: VISA,
      expired,
    });
  }

  /** Canceled before any money was reserved; Stripe still tells of the attempt before, if there was one. */
  canceled(attempt: Partial<PaymentReport> = {}): PaymentReport {
    return this.report({ ...attempt, status: 'canceled' });
  }

  private report(known: Partial<PaymentReport>): PaymentReport {
    return {
      paymentIntent: this.id,
      status: 'processing',
      amount: this.amount,
      received: Money.zero(this.amount.currency),
      chargeAuthorized: false,
      expired: false,
      authenticationRequired: false,
      refunds: [],
      disputes: [],
      ...known,
    };
  }
}

export function aRefund(
  amount: Money,
  status: ReportedRefund['status'] = 'succeeded',
  id = 're_1',
): ReportedRefund {
  return { id, amount, status, createdAt: NOW };
}

export function aDispute(
  amount: Money,
  status: ReportedDispute['status'] = 'open',
  id = 'dp_1',
): ReportedDispute {
  return { id, amount, status, reason: 'fraudulent' };
}

/** What Stripe takes for a dispute, with its fee, or gives back. */
export function aMovement(
  { id, amount }: Pick<ReportedDispute, 'id' | 'amount'>,
  direction: DisputeMovement['direction'],
): DisputeMovement {
  const fee = direction === 'withdrawn' ? Money.of(1500, amount.currency) : undefined;
  return { id: `txn_${id}_${direction}`, direction, amount, fee, at: NOW };
}
