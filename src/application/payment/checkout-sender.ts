import { Injectable } from '@nestjs/common';
import type { Booking } from '../../domain/booking/booking.js';
import type { Payment } from '../../domain/payment/payment.js';
import type { Actor, Cause } from '../../domain/shared/actor.js';
import { linkAddress } from '../customer-link/link-token.js';
import type { Customer } from '../customer/customer.js';
import { rememberInStripe } from '../customer/told-in-stripe.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { StorageUnavailable } from '../shared/storage-unavailable.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { CustomerNotAccepted, GatewayUnavailable } from './gateway-errors.js';
import { PaymentGateway } from './payment-gateway.port.js';
import {
  CheckoutGateway,
  type CheckoutAnswer,
  type CheckoutOrder,
  type GatewayCheckout,
} from './checkout-gateway.port.js';

/** A stored decision to let the customer pay, with all that is needed to ask Stripe for the page, now or again. */
export interface DecidedCheckout extends Omit<CheckoutOrder, 'stripeCustomer'> {
  readonly customer: Customer;
  /** Settled with the payment, unless the customer was yet unknown to Stripe. */
  readonly stripeCustomer?: string;
}

/** Where an answer of Stripe's belongs. */
type Subject = Pick<DecidedCheckout, 'booking' | 'payment'>;

/**
 * Steps 2 and 3 of "how money moves exactly once" for what customers pay on Stripe's own page: asks for the page, or for
 * its end, outside any transaction, and records the answer in one. The payment's id, or the operation's, is the key.
 */
@Injectable()
export class CheckoutSender {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly checkouts: CheckoutGateway,
    private readonly gateway: PaymentGateway,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  /** Whether this process is asking Stripe for it now: nothing can be concluded from what Stripe doesn't have yet. */
  isUnderWay(id: string): boolean {
    return this.underWay.has(id);
  }

  async open(order: DecidedCheckout, by: Actor): Promise<CheckoutAnswer> {
    const answer = await this.ask(order);
    await this.recordAnswer(order, answer, by);
    return answer;
  }

  /** The same request once more. A refusal is only handed back: it says nothing of the request before. */
  async reopen(order: DecidedCheckout, by: Actor): Promise<CheckoutAnswer> {
    const answer = await this.ask(order);
    if (answer.outcome !== 'refused' && answer.outcome !== 'locked_out')
      await this.recordAnswer(order, answer, by);
    return answer;
  }

  /** Asks for the end of the page; what was paid on it before that is recorded instead. */
  async close(subject: Subject, session: string, operation: string, by: Actor): Promise<CheckoutAnswer> {
    const answer = await this.whileUnderWay(operation, () =>
      this.checkouts.closeCheckout(session, operation),
    );
    await this.record(subject, by, (booking, cause) => {
      if (answer.outcome === 'accepted') takeIn(booking, subject.payment, answer, cause);
      else if (answer.outcome === 'refused' || answer.outcome === 'locked_out')
        booking.recordOperationRefused(subject.payment, operation, answer.message, cause);
      else booking.recordInDoubt(subject.payment, answer.message, cause);
    });
    return answer;
  }

  /** Brings the payment to what Stripe says of its page. */
  async take(subject: Subject, said: GatewayCheckout, by: Actor): Promise<void> {
    await this.record(subject, by, (booking, cause) => takeIn(booking, subject.payment, said, cause));
  }

  /** Stripe's page for this payment, as it was decided on. */
  async orderFor(
    { links, customers }: Pick<Transaction, 'links' | 'customers'>,
    booking: Booking,
    payment: Payment,
  ): Promise<DecidedCheckout> {
    const { checkout } = payment;
    const link = checkout && (await links.find(checkout.link));
    if (!checkout || !link) throw new Error(`Payment ${payment.id} isn’t one that the customer makes.`);
    return {
      payment: payment.id,
      booking: booking.id,
      reference: booking.about.reference,
      service: booking.about.service,
      amount: payment.amount,
      expiresAt: checkout.expiresAt,
      link: linkAddress(this.settings.publicUrl, link.toData().token),
      customer: await customers.get(booking.about.customer),
      stripeCustomer: payment.toData().stripeCustomer,
    };
  }

  private ask(order: DecidedCheckout): Promise<CheckoutAnswer> {
    return this.whileUnderWay(order.payment, async () => {
      try {
        const stripeCustomer =
          order.stripeCustomer ?? order.customer.stripeCustomer ?? (await this.introduce(order.customer));
        return await this.checkouts.openCheckout({ ...order, stripeCustomer });
      } catch (error) {
        if (error instanceof GatewayUnavailable) return { outcome: 'unavailable', message: error.message };
        if (error instanceof CustomerNotAccepted) return { outcome: 'refused', message: error.message };
        throw error;
      }
    });
  }

  private async introduce(customer: Customer): Promise<string> {
    const stripeCustomer = await this.gateway.ensureCustomer(customer);
    return this.unitOfWork.run((transaction) => rememberInStripe(customer, stripeCustomer, transaction));
  }

  private recordAnswer(subject: Subject, answer: CheckoutAnswer, by: Actor): Promise<void> {
    return this.record(subject, by, (booking, cause) => {
      switch (answer.outcome) {
        case 'accepted':
          return takeIn(booking, subject.payment, answer, cause);
        case 'refused':
        case 'locked_out':
          return booking.recordFailure(subject.payment, answer.message, cause);
        default:
          return booking.recordInDoubt(subject.payment, answer.message, cause);
      }
    });
  }

  private async record(
    { booking, payment }: Subject,
    by: Actor,
    apply: (booking: Booking, cause: Cause) => void,
  ): Promise<void> {
    await this.unitOfWork.run(async ({ bookings }) => {
      const current = await bookings.lockIfStored(booking);
      // A standby took over that hadn't heard of it yet. To say that there is no such payment would invite another.
      if (!current?.findPayment(payment)) throw new StorageUnavailable('A decision that was stored is gone.');
      apply(current, { by, at: this.clock.now() });
      await bookings.save(current);
    });
  }

  private async whileUnderWay<Answer>(id: string, ask: () => Promise<Answer>): Promise<Answer> {
    this.underWay.add(id);
    try {
      return await ask();
    } finally {
      this.underWay.delete(id);
    }
  }
}

/** The money first: a page that is over because it was paid leaves a payment that succeeded. */
export function takeIn(booking: Booking, payment: string, said: GatewayCheckout, cause: Cause): void {
  if (said.report) booking.recordReport(payment, said.report, cause);
  booking.recordCheckout(payment, said.checkout, cause);
}
