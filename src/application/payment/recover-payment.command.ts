import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import type { PaymentReport } from '../../domain/payment/payment-report.js';
import type { Payment } from '../../domain/payment/payment.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { PaymentGateway, type GatewayPayment } from './payment-gateway.port.js';
import { orderFor, PaymentSender, type OperationOrder, type DecidedOrder } from './payment-sender.js';
import { orderForOperation } from './request-operation.js';

/** While a request is younger than this, no difference between clocks makes its key one that Stripe has forgotten. */
const SURELY_KEPT_SECONDS = 60 * 60;

/**
 * Settles a payment whose outcome isn't known, after a crash, a timeout or an outage. The same request goes out again
 * under the same key while Stripe surely keeps it; after that the payment is looked up, and never sent again.
 */
export class RecoverPayment extends Command<void> {
  constructor(
    readonly payment: string,
    /** How long an idempotency key is relied upon. */
    readonly keyTtlSeconds: number,
  ) {
    super();
  }
}

@CommandHandler(RecoverPayment)
export class RecoverPaymentHandler implements ICommandHandler<RecoverPayment> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: PaymentSender,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  async execute({ payment, keyTtlSeconds }: RecoverPayment): Promise<void> {
    const open = await this.load(payment);
    if (!open || this.sender.isUnderWay(open.operation?.operation.id ?? payment)) return;
    const keyIsKept = (since: Date) => this.ageOf(since) < keyTtlSeconds;
    if (open.operation)
      await this.recoverOperation(open.operation, keyIsKept(open.operation.operation.requestedAt));
    else if (open.order) await this.recoverPayment(open.order, open.requestedAt, keyIsKept(open.requestedAt));
    else if (open.paymentIntent) await this.look(payment, open.booking, open.paymentIntent);
  }

  private load(id: string) {
    return this.unitOfWork.run(async ({ bookings, customers }) => {
      const booking = await bookings.lockByPayment(id);
      const payment = booking?.findPayment(id);
      if (!booking || !payment) return undefined;
      const { state, operation, requestedAt, paymentIntent } = payment.toData();
      const open = { booking: booking.id, requestedAt, paymentIntent };
      if (operation)
        return { ...open, operation: orderForOperation(booking, id, operation), order: undefined };
      if (state === 'requested' || state === 'in_doubt') {
        const customer = await customers.get(booking.about.customer);
        return { ...open, operation: undefined, order: orderFor(booking, payment, customer) };
      }
      return state === 'processing' ? { ...open, operation: undefined, order: undefined } : undefined;
    });
  }

  private async recoverPayment(order: DecidedOrder, requestedAt: Date, keyIsKept: boolean): Promise<void> {
    const isOld = this.ageOf(requestedAt) > SURELY_KEPT_SECONDS;
    let verdict = keyIsKept ? undefined : 'It never reached Stripe: no such payment exists there.';
    if (keyIsKept) {
      // Clocks differ and are set right: an old key may be gone before ours says so, and would then charge again.
      const before = isOld ? await this.lookUp(order, requestedAt) : undefined;
      if (before) return this.finish(order, before);
      const answer = await this.sender.resendPayment(order, SYSTEM);
      if (answer.outcome === 'refused') verdict = answer.message;
      else if (answer.outcome === 'broken_off')
        verdict = 'Stripe failed to do it: no such payment exists there.';
      else if (answer.outcome !== 'unknown') return;
    }
    // The key may be gone, or what it answers now says nothing of the first request: only Stripe's own list tells.
    const found = await this.lookUp(order, requestedAt);
    if (verdict === undefined) return;
    if (found) await this.finish(order, found);
    else await this.fail(order, verdict);
  }

  private async lookUp(order: DecidedOrder, requestedAt: Date): Promise<GatewayPayment | undefined> {
    const { stripeCustomer } = order.customer;
    if (stripeCustomer === undefined) return undefined;
    const found = await this.gateway.find(order.payment, stripeCustomer, requestedAt);
    if (found) await this.record(order.booking, order.payment, found);
    return found;
  }

  private async fail(order: DecidedOrder, why: string): Promise<void> {
    await this.change(order.booking, (booking, cause) => booking.recordFailure(order.payment, why, cause));
  }

  /** No request of ours will go on with one that was never attempted: it is canceled, and ends as Stripe says then. */
  private async finish({ booking, payment }: DecidedOrder, { report }: GatewayPayment): Promise<void> {
    if (!neverAttempted(report)) return;
    await this.gateway.abandon(report.paymentIntent);
    await this.look(payment, booking, report.paymentIntent);
  }

  private async recoverOperation(decided: OperationOrder, keyIsKept: boolean): Promise<void> {
    const { operation } = decided;
    if (!(await this.isStillOpen(decided))) return;
    if (!keyIsKept) return this.giveUp(decided, `The ${operation.kind} never reached Stripe.`);
    const answer = await this.sender.sendOperation(decided, operation.by);
    if (answer.outcome === 'broken_off' && (await this.isStillOpen(decided)))
      await this.giveUp(decided, `Stripe failed to do the ${operation.kind}.`);
  }

  private async isStillOpen({
    booking,
    payment,
    paymentIntent,
    operation,
  }: OperationOrder): Promise<boolean> {
    const current = await this.look(payment, booking, paymentIntent);
    return current?.operation?.id === operation.id;
  }

  private async giveUp({ booking, payment, operation }: OperationOrder, why: string): Promise<void> {
    await this.change(booking, (current, cause) =>
      current.recordOperationRefused(payment, operation.id, why, cause),
    );
  }

  private ageOf(since: Date): number {
    return (this.clock.now().getTime() - since.getTime()) / 1000;
  }

  private async look(payment: string, booking: string, paymentIntent: string): Promise<Payment | undefined> {
    return this.record(booking, payment, await this.gateway.retrieve(paymentIntent));
  }

  private async record(booking: string, payment: string, said: GatewayPayment): Promise<Payment | undefined> {
    return this.change(
      booking,
      (current, cause) => current.recordReport(payment, said.report, cause),
      payment,
    );
  }

  private change(
    id: string,
    apply: (booking: Booking, cause: { by: typeof SYSTEM; at: Date }) => void,
    payment?: string,
  ): Promise<Payment | undefined> {
    return this.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lock(id);
      apply(booking, { by: SYSTEM, at: this.clock.now() });
      await bookings.save(booking);
      return payment === undefined ? undefined : booking.findPayment(payment);
    });
  }
}

/** Stripe made it, and went no further: nothing was tried, and nothing was refused. */
function neverAttempted({ status, decline, authenticationRequired }: PaymentReport): boolean {
  const made = status === 'requires_payment_method' || status === 'requires_confirmation';
  return made && !decline && !authenticationRequired;
}
