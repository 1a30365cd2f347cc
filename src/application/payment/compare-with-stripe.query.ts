import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { differencesBetween, type PaymentDifference } from '../../domain/payment/payment-differences.js';
import { Payment } from '../../domain/payment/payment.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { UnmatchedPayment } from '../../domain/payment/unmatched-payment.js';
import { STRIPE } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { GatewayPayment } from './payment-gateway.port.js';
import { findReported } from './reported-payment.js';

export type Comparison =
  /** No payment of ours stands behind this PaymentIntent, but one of our customers does. */
  | { readonly standing: 'unmatched' }
  /** Somebody else's, or no money ever moved by it. */
  | { readonly standing: 'foreign' }
  /** `isNews`: no money, but details that aren't known yet. */
  | { readonly standing: 'equal'; readonly isNews: boolean }
  | {
      readonly standing: 'different';
      readonly booking: string;
      readonly payment: string;
      readonly differences: readonly PaymentDifference[];
    }
  /** What Stripe says can't be true next to what is known. */
  | {
      readonly standing: 'contradicted';
      readonly booking: string;
      readonly payment: string;
      readonly why: string;
    };

/**
 * What would change if Stripe's word on one PaymentIntent were taken in: the same decision that SyncStripeCapture
 * stores, made by the aggregate and not stored.
 */
export class CompareWithStripe extends Query<Comparison> {
  constructor(readonly said: GatewayPayment) {
    super();
  }
}

@QueryHandler(CompareWithStripe)
export class CompareWithStripeHandler implements IQueryHandler<CompareWithStripe> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ said }: CompareWithStripe): Promise<Comparison> {
    return this.unitOfWork.run(async (transaction): Promise<Comparison> => {
      const found = await findReported(transaction.bookings, said);
      if (!found) return { standing: (await isUnmatched(transaction, said)) ? 'unmatched' : 'foreign' };
      const { booking, payment } = found;
      const of = { booking: booking.id, payment: payment.id };
      const before = Payment.restore(payment.toData());
      try {
        booking.recordReport(payment.id, said.report, { by: STRIPE, at: this.clock.now() });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { standing: 'contradicted', ...of, why: error.message };
      }
      const differences = differencesBetween(before, payment);
      if (differences.length === 0) return { standing: 'equal', isNews: booking.hasChanged };
      return { standing: 'different', ...of, differences };
    });
  }
}

async function isUnmatched(
  { unmatched, customers }: Transaction,
  { report, origin }: GatewayPayment,
): Promise<boolean> {
  if (await unmatched.lockByPaymentIntent(report.paymentIntent)) return true;
  if (origin?.stripeCustomer === undefined) return false;
  const customer = await customers.findByStripeCustomer(origin.stripeCustomer);
  if (!customer) return false;
  const about = { id: crypto.randomUUID(), customer: customer.id, stripeCustomer: origin.stripeCustomer };
  return UnmatchedPayment.found(about, { ...origin, report }).isWorthLinking;
}
