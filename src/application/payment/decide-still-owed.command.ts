import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PaymentNotFound } from '../../domain/payment/payment-errors.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import type { DecisionContext } from './payment-decision.js';

export interface OwedDecision extends Omit<DecisionContext, 'idempotency'> {
  readonly payment: string;
  /** Stripe's `re_…`, or our own id of a collection's. */
  readonly refund: string;
  readonly stillOwed: boolean;
}

/**
 * Says whether the customer still owes what a refund gave back, whoever made it; saying it again changes nothing.
 * Throws PaymentNotFound, RefundNotFound, RefundEnded and BookingChanged.
 */
export class DecideStillOwed extends Command<void> {
  constructor(readonly decision: OwedDecision) {
    super();
  }
}

@CommandHandler(DecideStillOwed)
export class DecideStillOwedHandler implements ICommandHandler<DecideStillOwed> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ decision }: DecideStillOwed): Promise<void> {
    const { payment, refund, stillOwed, expectedVersion, by } = decision;
    return this.unitOfWork.run(async ({ bookings, isRepeated }) => {
      const booking = await bookings.lockByPayment(payment);
      if (!booking) throw new PaymentNotFound(payment);
      const known = booking.payment(payment).refunds.find(({ id }) => id === refund);
      // Stored by an earlier run of this work, and then on that version.
      if (isRepeated && known?.isOwedDecided && known.stillOwed === stillOwed) return;
      booking.expectVersion(expectedVersion);
      booking.decideStillOwed(payment, refund, stillOwed, { by, at: this.clock.now() });
      await bookings.save(booking);
    });
  }
}
