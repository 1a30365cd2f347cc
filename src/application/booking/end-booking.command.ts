import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import type { EndingTerms } from '../../domain/booking/ending.js';
import type { PaymentOperation } from '../../domain/payment/payment-operation.js';
import type { DecisionContext } from '../payment/payment-decision.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { PaymentSender, type OperationOrder } from '../payment/payment-sender.js';
import { orderForOperation } from '../payment/request-operation.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { onceFor } from './change-booking-life.command.js';

export interface NewEnding extends DecisionContext {
  readonly booking: string;
  /** A fresh id, under which the booking's history keeps what was decided. */
  readonly decision: string;
  readonly life: 'cancelled' | 'no_show';
  readonly terms: EndingTerms;
  readonly reason?: string;
  /** Gives a fresh id for each operation: Stripe's idempotency key for it. */
  readonly newId: () => string;
}

export interface DecidedEnd {
  /** The decision that stands: an earlier one when this was its repetition. */
  readonly decision: string;
  readonly repeated: boolean;
}

/**
 * Cancels a booking, or takes it for a no-show that costs a fee, and settles its money accordingly. What is to become
 * of the booking, its price and every payment is one decision, stored at once; then Stripe is asked for each operation,
 * and recovery finishes what isn't answered. One that is refused leaves the others and the decision as they are.
 * Throws LifeTransitionRefused, FeeOverPrice, MoneyUnderWay, AmountNotAccepted and BookingChanged: nothing is stored then.
 */
export class EndBooking extends Command<DecidedEnd> {
  constructor(readonly wanted: NewEnding) {
    super();
  }
}

interface Decided extends DecidedEnd {
  readonly orders: readonly OperationOrder[];
}

@CommandHandler(EndBooking)
export class EndBookingHandler implements ICommandHandler<EndBooking> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: PaymentSender,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: EndBooking): Promise<DecidedEnd> {
    const idOf = onceFrom(wanted.newId);
    const { orders, decision, repeated } = await this.unitOfWork.run((transaction) =>
      this.decide(transaction, wanted, idOf),
    );
    const sent = await Promise.allSettled(orders.map((order) => this.sender.sendOperation(order, wanted.by)));
    const failed = sent.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return { decision, repeated };
  }

  private async decide(
    { bookings, decisions }: Transaction,
    wanted: NewEnding,
    idOf: (payment: string) => string,
  ): Promise<Decided> {
    const { decision, life, terms, reason, by } = wanted;
    const booking = await bookings.lock(wanted.booking);
    const earlier = await decisions.claim(wanted.idempotency ?? onceFor(decision), decision);
    // Stored by an earlier run of this work: it is this decision, and what it asks for has yet to be sent.
    if (earlier === decision) return { decision, repeated: false, orders: stillOpen(booking, idOf) };
    if (earlier) return { decision: earlier, repeated: true, orders: [] };

    booking.expectVersion(wanted.expectedVersion);
    const cause = { by, at: this.clock.now() };
    const operations = booking.end(life, { id: decision, terms, idOf, reason }, cause);
    for (const { kind, amount } of operations)
      if (kind !== 'release') this.gateway.requireAcceptable(amount, kind === 'refund' ? 'refund' : 'charge');
    await bookings.save(booking);
    return { decision, repeated: false, orders: ordersFor(booking, operations) };
  }
}

/** The same id for the same payment, however often it is asked for. */
function onceFrom(newId: () => string): (payment: string) => string {
  const ids = new Map<string, string>();
  return (payment) => {
    const id = ids.get(payment) ?? newId();
    ids.set(payment, id);
    return id;
  };
}

function stillOpen(booking: Booking, idOf: (payment: string) => string): OperationOrder[] {
  return booking.payments.flatMap(({ id, operation }) =>
    operation && operation.id === idOf(id) ? [orderForOperation(booking, id, operation)] : [],
  );
}

function ordersFor(booking: Booking, operations: readonly PaymentOperation[]): OperationOrder[] {
  return booking.payments.flatMap(({ id, operation }) =>
    operation && operations.includes(operation) ? [orderForOperation(booking, id, operation)] : [],
  );
}
