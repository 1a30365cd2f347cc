import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import type { Money } from '../../domain/shared/money.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** Changes what the customer owes in total. Throws BookingChanged, CurrencyFixed, AmountNotPositive. */
export class ChangeBookingTotal extends Command<void> {
  constructor(
    readonly booking: string,
    readonly total: Money,
    readonly expectedVersion: number | undefined,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(ChangeBookingTotal)
export class ChangeBookingTotalHandler implements ICommandHandler<ChangeBookingTotal> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ booking: id, total, expectedVersion, by }: ChangeBookingTotal): Promise<void> {
    return this.unitOfWork.run(async ({ bookings, isRepeated }) => {
      const booking = await bookings.lock(id);
      // Stored by an earlier run of this work, and then on that version.
      if (isRepeated && booking.total.equals(total)) return;
      booking.expectVersion(expectedVersion);
      booking.changeTotal(total, { by, at: this.clock.now() });
      await bookings.save(booking);
    });
  }
}
