import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import type { Payment } from '../../domain/payment/payment.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { PaymentGateway, type GatewayPayment } from './payment-gateway.port.js';
import { orderFor, PaymentSender, type DecidedOperation, type DecidedOrder } from './payment-sender.js';
import { operationFor } from './request-hold-operation.js';

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
    if (!open) return;
    const keyIsKept = (since: Date) => this.clock.now().getTime() - since.getTime() < keyTtlSeconds * 1000;
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
      if (operation) return { ...open, operation: operationFor(booking, id, operation), order: undefined };
      if (state === 'requested' || state === 'in_doubt') {
        const customer = await customers.get(booking.about.customer);
        return { ...open, operation: undefined, order: orderFor(booking, payment, customer) };
      }
      return state === 'processing' ? { ...open, operation: undefined, order: undefined } : undefined;
    });
  }

  private async recoverPayment(order: DecidedOrder, requestedAt: Date, keyIsKept: boolean): Promise<void> {
    let verdict = keyIsKept ? undefined : 'It never reached Stripe: no such payment exists there.';
    if (keyIsKept) {
      const answer = await this.sender.resendPayment(order, SYSTEM);
      if (answer.outcome === 'refused') verdict = answer.message;
      else if (answer.outcome !== 'unknown') return;
    }
    // The key may be gone, or what it answers now says nothing of the first request: only Stripe's own list tells.
    const { stripeCustomer } = order.customer;
    const found = stripeCustomer && (await this.gateway.find(order.payment, stripeCustomer, requestedAt));
    if (found) await this.record(order.booking, order.payment, found);
    else if (verdict !== undefined) {
      const note = verdict;
      await this.change(order.booking, (booking, cause) => booking.recordFailure(order.payment, note, cause));
    }
  }

  private async recoverOperation(decided: DecidedOperation, keyIsKept: boolean): Promise<void> {
    const { booking, payment, paymentIntent, operation } = decided;
    const stillOpen = await this.look(payment, booking, paymentIntent);
    if (stillOpen?.operation?.id !== operation.id) return;
    if (keyIsKept) {
      await this.sender.sendOperation(decided, operation.by);
      return;
    }
    await this.change(booking, (current, cause) =>
      current.recordOperationRefused(
        payment,
        operation.id,
        `The ${operation.kind} never reached Stripe.`,
        cause,
      ),
    );
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
