import { Injectable } from '@nestjs/common';
import type { Booking } from '../../domain/booking/booking.js';
import { PaymentNotFound } from '../../domain/payment/payment-errors.js';
import type { HoldOperation } from '../../domain/payment/payment.js';
import type { Cause } from '../../domain/shared/actor.js';
import type { Money } from '../../domain/shared/money.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { DecidedPayment, DecisionContext } from './payment-decision.js';
import { PaymentGateway } from './payment-gateway.port.js';
import { PaymentSender, type DecidedOperation } from './payment-sender.js';

export interface NewHoldOperation extends DecisionContext {
  readonly payment: string;
  /** A fresh id: Stripe's idempotency key for this capture or release. */
  readonly operation: string;
  /** For captures; all that is held unless given. */
  readonly amount?: Money;
}

type Decide = (booking: Booking, wanted: NewHoldOperation, cause: Cause) => HoldOperation;

/** What captures and releases share: decide and store, then ask Stripe, then record. */
@Injectable()
export class RequestHoldOperation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: PaymentSender,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  async execute(wanted: NewHoldOperation, decide: Decide): Promise<DecidedPayment> {
    const decided = await this.unitOfWork.run((transaction) => this.decide(transaction, wanted, decide));
    if ('repeated' in decided) return decided;
    await this.sender.sendOperation(decided, wanted.by);
    return { booking: decided.booking, payment: decided.payment, repeated: false };
  }

  private async decide(
    { bookings, decisions }: Transaction,
    wanted: NewHoldOperation,
    decide: Decide,
  ): Promise<DecidedOperation | DecidedPayment> {
    const booking = await bookings.lockByPayment(wanted.payment);
    if (!booking) throw new PaymentNotFound(wanted.payment);
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.operation));
    if (earlier) return { booking: booking.id, payment: wanted.payment, repeated: true };

    booking.expectVersion(wanted.expectedVersion);
    const operation = decide(booking, wanted, { by: wanted.by, at: this.clock.now() });
    if (operation.kind === 'capture') this.gateway.requireAcceptable(operation.amount);
    await bookings.save(booking);
    return operationFor(booking, wanted.payment, operation);
  }
}

export function operationFor(booking: Booking, payment: string, operation: HoldOperation): DecidedOperation {
  const { paymentIntent } = booking.payment(payment);
  if (paymentIntent === undefined) throw new Error(`Payment ${payment} is held but has no PaymentIntent.`);
  return { booking: booking.id, payment, paymentIntent, operation };
}
