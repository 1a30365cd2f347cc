import { Injectable } from '@nestjs/common';
import type { Booking } from '../../domain/booking/booking.js';
import type { PaymentOperation } from '../../domain/payment/payment-operation.js';
import type { Payment } from '../../domain/payment/payment.js';
import type { Cause } from '../../domain/shared/actor.js';
import type { Money } from '../../domain/shared/money.js';
import type { Customer } from '../customer/customer.js';
import { rememberInStripe } from '../customer/told-in-stripe.js';
import { Clock } from '../shared/clock.port.js';
import { StorageUnavailable } from '../shared/storage-unavailable.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { CustomerNotAccepted, GatewayUnavailable } from './gateway-errors.js';
import { PaymentGateway, type GatewayAnswer } from './payment-gateway.port.js';

/** A stored decision to charge or hold, with all that is needed to ask Stripe for it, now or again. */
export interface DecidedOrder {
  readonly kind: 'charge' | 'hold';
  readonly booking: string;
  readonly reference: string;
  readonly payment: string;
  readonly amount: Money;
  readonly paymentMethod: string;
  readonly customer: Customer;
  /** Settled with the payment, unless the customer was yet unknown to Stripe. */
  readonly stripeCustomer?: string;
}

/** A stored decision to capture, release or refund, with all that is needed to ask Stripe for it, now or again. */
export interface OperationOrder {
  readonly booking: string;
  readonly payment: string;
  /** None for one that nobody has tried to make on the page that the customer was led to. */
  readonly paymentIntent?: string;
  /** Stripe's page for it. */
  readonly session?: string;
  readonly operation: PaymentOperation;
}

/**
 * Steps 2 and 3 of "how money moves exactly once": asks Stripe for what was decided and stored, outside any
 * transaction, and records the answer in one. Asking again for the same decision is safe: its id is the key.
 */
@Injectable()
export class PaymentSender {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly gateway: PaymentGateway,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether this process is asking Stripe for this payment or operation now: nothing can be concluded from what Stripe
   * doesn't have yet. Another instance's requests are much younger than a key that is no longer relied upon.
   */
  isUnderWay(id: string): boolean {
    return this.underWay.has(id);
  }

  async sendPayment(order: DecidedOrder, by: Cause['by']): Promise<GatewayAnswer> {
    const answer = await this.askForPayment(order);
    await this.record(order, by, (booking, cause) => recordAnswer(booking, order.payment, answer, cause));
    return answer;
  }

  /**
   * The same request once more. A refusal is only handed back, not recorded: it says nothing of the request before,
   * which may have been done (a key of ours that was rolled since is refused before Stripe looks at the request's).
   */
  async resendPayment(order: DecidedOrder, by: Cause['by']): Promise<GatewayAnswer> {
    const answer = await this.askForPayment(order);
    if (answer.outcome !== 'refused' && answer.outcome !== 'locked_out') {
      await this.record(order, by, (booking, cause) => recordAnswer(booking, order.payment, answer, cause));
    }
    return answer;
  }

  async sendOperation(decided: OperationOrder, by: Cause['by']): Promise<GatewayAnswer> {
    const answer = await this.askForOperation(decided);
    await this.record(decided, by, (booking, cause) =>
      recordOperationAnswer(booking, decided, answer, cause),
    );
    return answer;
  }

  /** The same request once more, after a look at the payment that didn't find it done. */
  async resendOperation(decided: OperationOrder, by: Cause['by']): Promise<GatewayAnswer> {
    const answer = await this.askForOperation(decided);
    if (answer.outcome === 'locked_out') return answer;
    await this.record(decided, by, (booking, cause) =>
      recordOperationAnswer(booking, decided, answer, cause),
    );
    return answer;
  }

  private askForOperation({ operation, payment, paymentIntent }: OperationOrder): Promise<GatewayAnswer> {
    if (paymentIntent === undefined) throw new Error(`Payment ${payment} has no PaymentIntent.`);
    return this.whileUnderWay(operation.id, () => this.askFor(operation, paymentIntent));
  }

  private askFor(operation: PaymentOperation, paymentIntent: string): Promise<GatewayAnswer> {
    const { id, amount } = operation;
    switch (operation.kind) {
      case 'capture':
        return this.gateway.capture(paymentIntent, amount, id);
      case 'release':
        return this.gateway.release(paymentIntent, id);
      case 'refund':
        return this.gateway.refund(paymentIntent, amount, operation.reason, id, operation.note);
      case 'cancel':
        return this.gateway.giveUp(paymentIntent, id);
    }
  }

  private async whileUnderWay<Answer>(id: string, ask: () => Promise<Answer>): Promise<Answer> {
    this.underWay.add(id);
    try {
      return await ask();
    } finally {
      this.underWay.delete(id);
    }
  }

  private askForPayment(order: DecidedOrder): Promise<GatewayAnswer> {
    return this.whileUnderWay(order.payment, () => this.ask(order));
  }

  private async ask(order: DecidedOrder): Promise<GatewayAnswer> {
    try {
      const stripeCustomer =
        order.stripeCustomer ?? order.customer.stripeCustomer ?? (await this.introduce(order.customer));
      return await this.gateway.charge({ ...order, stripeCustomer });
    } catch (error) {
      if (error instanceof GatewayUnavailable) return { outcome: 'unavailable', message: error.message };
      if (error instanceof CustomerNotAccepted) return { outcome: 'refused', message: error.message };
      throw error;
    }
  }

  /** Makes the customer in Stripe and remembers them. */
  private async introduce(customer: Customer): Promise<string> {
    const stripeCustomer = await this.gateway.ensureCustomer(customer);
    return this.unitOfWork.run((transaction) => rememberInStripe(customer, stripeCustomer, transaction));
  }

  private async record(
    { booking, payment }: { readonly booking: string; readonly payment: string },
    by: Cause['by'],
    apply: (booking: Booking, cause: Cause) => void,
  ) {
    await this.unitOfWork.run(async ({ bookings }) => {
      const current = await bookings.lockIfStored(booking);
      // A standby took over that hadn't heard of it yet. To say that there is no such payment would invite another.
      if (!current?.findPayment(payment)) throw new StorageUnavailable('A decision that was stored is gone.');
      apply(current, { by, at: this.clock.now() });
      await bookings.save(current);
    });
  }
}

export function orderFor(booking: Booking, payment: Payment, customer: Customer): DecidedOrder {
  const { kind, paymentMethod, stripeCustomer } = payment.toData();
  if (kind === 'collection' || paymentMethod === undefined) {
    throw new Error(`Payment ${payment.id} is not one to ask Stripe for.`);
  }
  return {
    kind,
    booking: booking.id,
    reference: booking.about.reference,
    payment: payment.id,
    amount: payment.amount,
    paymentMethod,
    customer,
    stripeCustomer,
  };
}

/** Where in Stripe the payment may be: whoever it was asked for, and all that the customer is there. */
export function whereToLook(order: {
  readonly customer: Customer;
  readonly stripeCustomer?: string;
}): readonly string[] {
  const { stripeCustomer, customer } = order;
  return [
    ...new Set([...(stripeCustomer === undefined ? [] : [stripeCustomer]), ...customer.stripeCustomers]),
  ];
}

function recordAnswer(booking: Booking, payment: string, answer: GatewayAnswer, cause: Cause): void {
  switch (answer.outcome) {
    case 'accepted':
    case 'declined':
    case 'authentication_required':
      return booking.recordReport(payment, answer.report, cause);
    case 'refused':
      // Where Stripe says how things stand, that comes first; it is no failure when something is under way there.
      if (answer.report) booking.recordReport(payment, answer.report, cause);
      if (answer.report?.status === 'processing') return;
      return booking.recordFailure(payment, answer.message, cause);
    case 'locked_out':
      return booking.recordFailure(payment, answer.message, cause);
    case 'rate_limited':
    case 'unavailable':
    case 'unknown':
    case 'broken_off':
      return booking.recordInDoubt(payment, answer.message, cause);
  }
}

function recordOperationAnswer(
  booking: Booking,
  decided: OperationOrder,
  answer: GatewayAnswer,
  cause: Cause,
): void {
  switch (answer.outcome) {
    case 'accepted':
      return booking.recordReport(decided.payment, answer.report, cause);
    case 'declined':
    case 'authentication_required':
    case 'refused':
      // A capture that turns out to be done already is a success: where Stripe says how things stand, that comes first.
      if (answer.report) booking.recordReport(decided.payment, answer.report, cause);
      return booking.recordOperationRefused(decided.payment, decided.operation.id, whyRefused(answer), cause);
    case 'locked_out':
      return booking.recordOperationRefused(decided.payment, decided.operation.id, answer.message, cause);
    case 'rate_limited':
    case 'unavailable':
    case 'unknown':
    case 'broken_off':
      return booking.recordInDoubt(decided.payment, answer.message, cause);
  }
}

function whyRefused(
  answer: Extract<GatewayAnswer, { outcome: 'declined' | 'authentication_required' | 'refused' }>,
) {
  switch (answer.outcome) {
    case 'declined':
      return answer.decline.message;
    case 'authentication_required':
      return answer.report.decline?.message ?? 'The customer’s bank wants them to authenticate.';
    case 'refused':
      return answer.message;
  }
}
