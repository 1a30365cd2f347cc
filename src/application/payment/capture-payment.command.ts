import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecidedOperation } from './payment-decision.js';
import { RequestOperation, type NewOperation } from './request-operation.js';

/** Takes all or a part of a hold; the rest is given back. Refused when the payment is not an open hold. */
export class CapturePayment extends Command<DecidedOperation> {
  constructor(readonly wanted: NewOperation) {
    super();
  }
}

@CommandHandler(CapturePayment)
export class CapturePaymentHandler implements ICommandHandler<CapturePayment> {
  constructor(private readonly requestOperation: RequestOperation) {}

  execute({ wanted }: CapturePayment): Promise<DecidedOperation> {
    return this.requestOperation.execute(wanted, (booking, { payment, operation, amount }, cause) =>
      booking.requestCapture(payment, operation, amount, cause),
    );
  }
}
