import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecidedPayment } from './payment-decision.js';
import { RequestPayment, type NewPayment } from './request-payment.js';

/**
 * Takes money now. Refused before Stripe is asked: over what is chargeable, no card, a stale version. A decline or a
 * doubt is no error here: the payment's state says so.
 */
export class ChargeBooking extends Command<DecidedPayment> {
  constructor(readonly wanted: NewPayment) {
    super();
  }
}

@CommandHandler(ChargeBooking)
export class ChargeBookingHandler implements ICommandHandler<ChargeBooking> {
  constructor(private readonly requestPayment: RequestPayment) {}

  execute({ wanted }: ChargeBooking): Promise<DecidedPayment> {
    return this.requestPayment.execute(wanted, (booking, request, cause) =>
      booking.requestCharge(request, cause),
    );
  }
}
