import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import type { RefundPart } from '../../domain/booking/refund-plan.js';
import type { RefundReason } from '../../domain/payment/payment-operation.js';
import type { Money } from '../../domain/shared/money.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { DecisionContext } from './payment-decision.js';
import { PaymentGateway } from './payment-gateway.port.js';
import { PaymentSender, type OperationOrder } from './payment-sender.js';
import { orderForOperation } from './request-operation.js';

export interface WantedRefunds extends DecisionContext {
  readonly booking: string;
  /** A fresh id, of this decision as a whole. */
  readonly decision: string;
  /** All that can be refunded unless given. */
  readonly amount?: Money;
  /** How people split it over the payments; as Purser proposes unless given. */
  readonly parts?: readonly RefundPart[];
  readonly reason: RefundReason;
  readonly note?: string;
  readonly stillOwed: boolean;
}

/** A refund over several payments, decided on and sent; how each part went is what GetRefunds says. */
export interface DecidedRefunds {
  readonly booking: string;
  readonly decision: string;
  readonly repeated: boolean;
}

/**
 * Gives back one amount over several payments of a booking: one decision, stored as a whole, then sent payment by
 * payment. Throws OverRefundableInAll, OverRefundable, RefundSplitUnclear, AmountNotAccepted and BookingChanged; what
 * Stripe says to each part is no error here.
 */
export class RefundBooking extends Command<DecidedRefunds> {
  constructor(readonly wanted: WantedRefunds) {
    super();
  }
}

@CommandHandler(RefundBooking)
export class RefundBookingHandler implements ICommandHandler<RefundBooking> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: PaymentSender,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: RefundBooking): Promise<DecidedRefunds> {
    // The same however often this work is run.
    const operationOf = idsByPayment();
    const { decided, orders } = await this.unitOfWork.run((transaction) =>
      this.decide(transaction, wanted, operationOf),
    );
    // Each on its own: what becomes of one changes nothing about the others.
    const sent = await Promise.allSettled(orders.map((order) => this.sender.sendOperation(order, wanted.by)));
    const lost = sent.find((each) => each.status === 'rejected');
    if (lost) throw lost.reason;
    return decided;
  }

  private async decide(
    { bookings, decisions }: Transaction,
    wanted: WantedRefunds,
    operationOf: (payment: string) => string,
  ): Promise<{ decided: DecidedRefunds; orders: OperationOrder[] }> {
    const booking = await bookings.lock(wanted.booking);
    const decided = { booking: booking.id, decision: wanted.decision, repeated: false };
    // Stored by an earlier run of this work: what of it has yet to be sent.
    if (isStored(booking, operationOf)) return { decided, orders: ordersOf(booking, operationOf) };
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.decision));
    if (earlier) return { decided: { ...decided, decision: earlier, repeated: true }, orders: [] };

    booking.expectVersion(wanted.expectedVersion);
    booking.requestRefunds({ ...wanted, operationOf }, { by: wanted.by, at: this.clock.now() });
    const orders = ordersOf(booking, operationOf);
    for (const { operation } of orders) this.gateway.requireAcceptable(operation.amount, 'refund');
    await bookings.save(booking);
    return { decided, orders };
  }
}

function idsByPayment(): (payment: string) => string {
  const ids = new Map<string, string>();
  return (payment) => {
    const id = ids.get(payment) ?? crypto.randomUUID();
    ids.set(payment, id);
    return id;
  };
}

function isStored({ payments }: Booking, operationOf: (payment: string) => string): boolean {
  return payments.some(
    ({ id, operation, refunds }) =>
      operation?.id === operationOf(id) || refunds.some((refund) => refund.operation === operationOf(id)),
  );
}

function ordersOf(booking: Booking, operationOf: (payment: string) => string): OperationOrder[] {
  return booking.payments.flatMap(({ id, operation }) =>
    operation?.id === operationOf(id) ? [orderForOperation(booking, id, operation)] : [],
  );
}
