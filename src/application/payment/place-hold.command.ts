import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecidedPayment } from './payment-decision.js';
import { RequestPayment, type NewPayment } from './request-payment.js';

/** Reserves money on the card, to be captured or released later. Refused for the same reasons as a charge. */
export class PlaceHold extends Command<DecidedPayment> {
  constructor(readonly wanted: NewPayment) {
    super();
  }
}

@CommandHandler(PlaceHold)
export class PlaceHoldHandler implements ICommandHandler<PlaceHold> {
  constructor(private readonly requestPayment: RequestPayment) {}

  execute({ wanted }: PlaceHold): Promise<DecidedPayment> {
    return this.requestPayment.execute(wanted, (booking, request, cause) =>
      booking.requestHold(request, cause),
    );
  }
}
