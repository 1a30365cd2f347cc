import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import type { PaymentReport } from '../../domain/payment/payment-report.js';
import type { Payment } from '../../domain/payment/payment.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { GatewayUnavailable } from './gateway-errors.js';
import { PaymentGateway, type GatewayPayment } from './payment-gateway.port.js';
import {
  orderFor,
  PaymentSender,
  whereToLook,
  type OperationOrder,
  type DecidedOrder,
} from './payment-sender.js';
import { RecoverCheckout } from './recover-checkout.js';
import { interruptionBy, OPEN, SETTLED, SURELY_KEPT_SECONDS, type Key, type Recovery } from './recovery.js';
import { orderForOperation } from './request-operation.js';

export type { Recovery } from './recovery.js';

/** What a recovery goes by. */
export interface RequestLimits {
  /** How long an idempotency key is relied upon. */
  readonly keyTtlSeconds: number;
  /** The longest that a request of ours to Stripe can be under way. */
  readonly requestSeconds: number;
}

/**
 * Settles a payment whose outcome isn't known, after a crash, a timeout or an outage. The same request goes out again
 * under the same key while Stripe surely keeps it; after that the payment is looked up, and never sent again.
 */
export class RecoverPayment extends Command<Recovery> {
  constructor(
    readonly payment: string,
    readonly limits: RequestLimits,
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
    private readonly recoverCheckout: RecoverCheckout,
    private readonly clock: Clock,
  ) {}

  async execute({ payment, limits }: RecoverPayment): Promise<Recovery> {
    const open = await this.load(payment);
    if (!open) return SETTLED;
    const asked = 'checkout' in open ? undefined : open.operation?.operation.id;
    if (this.sender.isUnderWay(asked ?? payment)) return OPEN;
    try {
      return await this.settle(payment, open, limits);
    } catch (error) {
      if (error instanceof GatewayUnavailable) return { outcome: 'unreachable', why: error.message };
      throw error;
    }
  }

  private load(id: string) {
    return this.unitOfWork.run(async (transaction) => {
      const { bookings, customers } = transaction;
      const booking = await bookings.lockByPayment(id);
      const payment = booking?.findPayment(id);
      if (!booking || !payment) return undefined;
      const { state, operation, requestedAt, paymentIntent } = payment.toData();
      const open = { booking: booking.id, requestedAt, paymentIntent };
      if (payment.isOnPage)
        return { ...open, checkout: await this.recoverCheckout.load(transaction, booking, payment) };
      if (operation)
        return { ...open, operation: orderForOperation(booking, id, operation), order: undefined };
      if (state === 'requested' || state === 'in_doubt') {
        const customer = await customers.get(booking.about.customer);
        return { ...open, operation: undefined, order: orderFor(booking, payment, customer) };
      }
      return state === 'processing' ? { ...open, operation: undefined, order: undefined } : undefined;
    });
  }

  private async settle(
    payment: string,
    open: NonNullable<Awaited<ReturnType<typeof this.load>>>,
    limits: RequestLimits,
  ): Promise<Recovery> {
    if ('checkout' in open) {
      const key = keyAt(this.ageOf(open.requestedAt), limits);
      return this.recoverCheckout.settle(open.checkout, key, this.ageOf(open.requestedAt));
    }
    const keyOf = (requestedAt: Date) => keyAt(this.ageOf(requestedAt), limits);
    if (open.operation)
      return this.recoverOperation(open.operation, keyOf(open.operation.operation.requestedAt));
    if (open.order) return this.recoverPayment(open.order, open.requestedAt, keyOf(open.requestedAt));
    if (open.paymentIntent) await this.look(payment, open.booking, open.paymentIntent);
    return OPEN;
  }

  private async recoverPayment(order: DecidedOrder, requestedAt: Date, key: Key): Promise<Recovery> {
    const isOld = this.ageOf(requestedAt) > SURELY_KEPT_SECONDS;
    let verdict = key === 'gone' ? 'It never reached Stripe: no such payment exists there.' : undefined;
    if (key === 'kept') {
      // Clocks differ and are set right: an old key may be gone before ours says so, and would then charge again.
      const before = isOld ? await this.lookUp(order, requestedAt) : undefined;
      if (before) return this.finish(order, before);
      const answer = await this.sender.resendPayment(order, SYSTEM);
      const interrupted = interruptionBy(answer);
      if (interrupted) return interrupted;
      if (answer.outcome === 'refused') verdict = answer.message;
      else if (answer.outcome === 'broken_off')
        verdict = 'Stripe failed to do it: no such payment exists there.';
      else if (answer.outcome !== 'unknown') return SETTLED;
    }
    // The key may be gone, or what it answers now says nothing of the first request: only Stripe's own list tells.
    const found = await this.lookUp(order, requestedAt);
    if (found) return verdict === undefined ? OPEN : this.finish(order, found);
    if (verdict === undefined) return OPEN;
    await this.fail(order, verdict);
    return SETTLED;
  }

  private async lookUp(order: DecidedOrder, requestedAt: Date): Promise<GatewayPayment | undefined> {
    for (const stripeCustomer of whereToLook(order)) {
      const found = await this.gateway.find(order.payment, stripeCustomer, requestedAt);
      if (!found) continue;
      await this.record(order.booking, order.payment, found);
      return found;
    }
    return undefined;
  }

  private async fail(order: DecidedOrder, why: string): Promise<void> {
    await this.change(order.booking, (booking, cause) => booking.recordFailure(order.payment, why, cause));
  }

  /** No request of ours will go on with one that was never attempted: it is canceled, and ends as Stripe says then. */
  private async finish({ booking, payment }: DecidedOrder, { report }: GatewayPayment): Promise<Recovery> {
    if (neverAttempted(report)) {
      await this.gateway.abandon(report.paymentIntent);
      await this.look(payment, booking, report.paymentIntent);
    }
    return SETTLED;
  }

  private async recoverOperation(decided: OperationOrder, key: Key): Promise<Recovery> {
    const { operation } = decided;
    if (!(await this.isStillOpen(decided))) return SETTLED;
    if (key === 'going') return OPEN;
    if (key === 'gone') return this.giveUp(decided, `The ${operation.kind} never reached Stripe.`);
    const answer = await this.sender.resendOperation(decided, operation.by);
    const interrupted = interruptionBy(answer);
    if (interrupted) return interrupted;
    if (answer.outcome === 'unknown') return OPEN;
    if (answer.outcome === 'broken_off' && (await this.isStillOpen(decided)))
      return this.giveUp(decided, `Stripe failed to do the ${operation.kind}.`);
    return SETTLED;
  }

  private async isStillOpen({
    booking,
    payment,
    paymentIntent,
    operation,
  }: OperationOrder): Promise<boolean> {
    if (paymentIntent === undefined) throw new Error(`Payment ${payment} has no PaymentIntent.`);
    const current = await this.look(payment, booking, paymentIntent);
    return current?.operation?.id === operation.id;
  }

  private async giveUp({ booking, payment, operation }: OperationOrder, why: string): Promise<Recovery> {
    await this.change(booking, (current, cause) =>
      current.recordOperationNotFound(payment, operation.id, why, cause),
    );
    return SETTLED;
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

function keyAt(age: number, { keyTtlSeconds, requestSeconds }: RequestLimits): Key {
  if (age >= keyTtlSeconds) return 'gone';
  // What begins now must be over by the time its absence in Stripe proves something. A key that isn't relied upon for
  // even that long leaves no room for it.
  const leavesRoom = keyTtlSeconds > 2 * requestSeconds;
  return leavesRoom && age >= keyTtlSeconds - requestSeconds ? 'going' : 'kept';
}

/** Stripe made it, and went no further: nothing was tried, and nothing was refused. */
function neverAttempted({ status, decline, authenticationRequired }: PaymentReport): boolean {
  const made = status === 'requires_payment_method' || status === 'requires_confirmation';
  return made && !decline && !authenticationRequired;
}
