import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecidedPayment } from './payment-decision.js';
import { RequestHoldOperation, type NewHoldOperation } from './request-hold-operation.js';

/** Takes all or a part of a hold; the rest is given back. Refused when the payment is not an open hold. */
export class CapturePayment extends Command<DecidedPayment> {
  constructor(readonly wanted: NewHoldOperation) {
    super();
  }
}

@CommandHandler(CapturePayment)
export class CapturePaymentHandler implements ICommandHandler<CapturePayment> {
  constructor(private readonly requestHoldOperation: RequestHoldOperation) {}

  execute({ wanted }: CapturePayment): Promise<DecidedPayment> {
    return this.requestHoldOperation.execute(wanted, (booking, { payment, operation, amount }, cause) =>
      booking.requestCapture(payment, operation, amount, cause),
    );
  }
}
