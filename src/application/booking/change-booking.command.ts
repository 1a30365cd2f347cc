import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DetailsChange } from '../../domain/booking/agreement.js';
import type { PaymentOption } from '../../domain/booking/booking-data.js';
import type { PriceLine } from '../../domain/booking/price-line.js';
import { Price } from '../../domain/booking/price.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { Money } from '../../domain/shared/money.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

export interface BookingChange {
  readonly booking: string;
  readonly expectedVersion: number | undefined;
  /** With lines: what they must add up to. Alone: what is owed from then on, whatever the lines were. */
  readonly total?: Money;
  readonly lines?: readonly PriceLine[];
  readonly details?: DetailsChange;
  /** How the customer is to pay; nothing is asked of Stripe by that. */
  readonly paymentOption?: PaymentOption;
  /** Why, for the timeline. */
  readonly reason?: string;
  readonly by: Actor;
}

/**
 * Changes what was agreed on with the customer: the price, how they are to pay, and the facts of the booking. No money moves. Throws
 * BookingChanged, CurrencyFixed, AmountNotPositive, LinesDoNotAddUp and what Price.of throws.
 */
export class ChangeBooking extends Command<void> {
  constructor(readonly change: BookingChange) {
    super();
  }
}

@CommandHandler(ChangeBooking)
export class ChangeBookingHandler implements ICommandHandler<ChangeBooking> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ change }: ChangeBooking): Promise<void> {
    const { booking: id, expectedVersion, total, lines, details, paymentOption, reason, by } = change;
    if (lines && total) Price.of(lines).requireTotal(total);
    return this.unitOfWork.run(async ({ bookings, isRepeated }) => {
      const booking = await bookings.lock(id);
      if (!isRepeated) booking.expectVersion(expectedVersion);
      const cause = { by, at: this.clock.now() };
      if (details) booking.changeDetails(details, cause);
      if (paymentOption) booking.changePaymentOption(paymentOption, cause);
      if (lines) booking.changePrice(lines, cause, reason);
      else if (total) booking.changeTotal(total, cause, reason);
      // Nothing to change, or stored by an earlier run of this work, and then on that version.
      if (!booking.hasChanged) return;
      booking.expectVersion(expectedVersion);
      await bookings.save(booking);
    });
  }
}
