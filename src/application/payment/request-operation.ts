import { Injectable } from '@nestjs/common';
import type { Booking } from '../../domain/booking/booking.js';
import { PaymentNotFound } from '../../domain/payment/payment-errors.js';
import type { PaymentOperation } from '../../domain/payment/payment-operation.js';
import type { Cause } from '../../domain/shared/actor.js';
import type { Money } from '../../domain/shared/money.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { DecidedOperation, ConditionalDecision } from './payment-decision.js';
import { PaymentGateway, type GatewayAnswer } from './payment-gateway.port.js';
import { PaymentSender, type OperationOrder } from './payment-sender.js';

export interface NewOperation extends ConditionalDecision {
  readonly payment: string;
  /** A fresh id: Stripe's idempotency key for this capture, release or refund. */
  readonly operation: string;
  /** For captures and refunds; all that can be captured or refunded unless given. */
  readonly amount?: Money;
}

type Decide = (booking: Booking, wanted: NewOperation, cause: Cause) => PaymentOperation;

/** What captures, releases and refunds share: decide and store, then ask Stripe, then record. */
@Injectable()
export class RequestOperation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: PaymentSender,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  /** `send`: how Stripe is asked, where it isn't by a request about a PaymentIntent. */
  async execute(
    wanted: NewOperation,
    decide: Decide,
    send: (order: OperationOrder) => Promise<GatewayAnswer | void> = (order) =>
      this.sender.sendOperation(order, wanted.by),
  ): Promise<DecidedOperation> {
    const decided = await this.unitOfWork.run((transaction) => this.decide(transaction, wanted, decide));
    if ('repeated' in decided) return decided;
    const answer = await send(decided);
    const { booking, payment, operation } = decided;
    const isLockedOut = answer?.outcome === 'locked_out';
    return {
      booking,
      payment,
      operation: operation.id,
      repeated: false,
      ...(isLockedOut && { isLockedOut }),
    };
  }

  private async decide(
    transaction: Transaction,
    wanted: NewOperation,
    decide: Decide,
  ): Promise<OperationOrder | DecidedOperation> {
    const { bookings, decisions, isRepeated } = transaction;
    const booking = await bookings.lockByPayment(wanted.payment);
    if (!booking) throw new PaymentNotFound(wanted.payment);
    const { operation: stored, refunds } = booking.payment(wanted.payment);
    const { payment } = wanted;
    const decided = { booking: booking.id, payment, operation: wanted.operation, repeated: false };
    // Somebody else's run of this decision sends it: should nobody do so, recovery will.
    if (stored?.id === wanted.operation && !isRepeated) return { ...decided, repeated: true };
    // Stored by an earlier run of this work: it is this decision, and has yet to be sent.
    if (stored?.id === wanted.operation) return orderForOperation(booking, payment, stored);
    if (refunds.some(({ operation }) => operation === wanted.operation)) return decided;
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.operation));
    if (earlier) return { ...decided, operation: earlier, repeated: true };

    booking.expectVersion(wanted.expectedVersion);
    await wanted.requireWanted?.(transaction, booking);
    const operation = decide(booking, wanted, { by: wanted.by, at: this.clock.now() });
    const isToBeSent = booking.payment(payment).operation !== undefined;
    const isBound = operation.kind === 'capture' || operation.kind === 'refund';
    if (isToBeSent && isBound)
      this.gateway.requireAcceptable(operation.amount, operation.kind === 'refund' ? 'refund' : 'charge');
    await bookings.save(booking);
    // Of a collection a refund is only written down.
    return isToBeSent ? orderForOperation(booking, payment, operation) : decided;
  }
}

export function orderForOperation(
  booking: Booking,
  payment: string,
  operation: PaymentOperation,
): OperationOrder {
  const { paymentIntent, checkout } = booking.payment(payment);
  return { booking: booking.id, payment, paymentIntent, session: checkout?.session, operation };
}
