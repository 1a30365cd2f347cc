import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PaymentNotFound } from '../../domain/payment/payment-errors.js';
import type { DecidedPayment, DecisionContext } from '../payment/payment-decision.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

export interface WantedReversal extends DecisionContext {
  /** The collection. */
  readonly payment: string;
  /** A fresh id, which becomes the entry's own. */
  readonly reversal: string;
  readonly reason: string;
}

/**
 * Takes back a collection that was a mistake. Throws PaymentNotFound, NotACollection, AlreadyReversed, ReasonMissing
 * and BookingChanged.
 */
export class ReverseCollection extends Command<DecidedPayment> {
  constructor(readonly wanted: WantedReversal) {
    super();
  }
}

@CommandHandler(ReverseCollection)
export class ReverseCollectionHandler implements ICommandHandler<ReverseCollection> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: ReverseCollection): Promise<DecidedPayment> {
    return this.unitOfWork.run((transaction) => this.reverse(transaction, wanted));
  }

  private async reverse(
    { bookings, decisions }: Transaction,
    { payment, reversal, reason, by, expectedVersion, idempotency }: WantedReversal,
  ): Promise<DecidedPayment> {
    const booking = await bookings.lockByPayment(payment);
    if (!booking) throw new PaymentNotFound(payment);
    const decided = { booking: booking.id, payment, repeated: false };
    // Stored by an earlier run of this work.
    if (booking.payment(payment).collection?.reversal?.id === reversal) return decided;
    const earlier = idempotency && (await decisions.claim(idempotency, reversal));
    if (earlier) return { ...decided, repeated: true };

    booking.expectVersion(expectedVersion);
    booking.reverseCollection(payment, reversal, reason, { by, at: this.clock.now() });
    await bookings.save(booking);
    return decided;
  }
}
