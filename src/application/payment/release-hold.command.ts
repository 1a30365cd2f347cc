import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecidedPayment } from './payment-decision.js';
import { RequestHoldOperation, type NewHoldOperation } from './request-hold-operation.js';

/** Gives a hold back. Refused when the payment is not an open hold. */
export class ReleaseHold extends Command<DecidedPayment> {
  constructor(readonly wanted: Omit<NewHoldOperation, 'amount'>) {
    super();
  }
}

@CommandHandler(ReleaseHold)
export class ReleaseHoldHandler implements ICommandHandler<ReleaseHold> {
  constructor(private readonly requestHoldOperation: RequestHoldOperation) {}

  execute({ wanted }: ReleaseHold): Promise<DecidedPayment> {
    return this.requestHoldOperation.execute(wanted, (booking, { payment, operation }, cause) =>
      booking.requestRelease(payment, operation, cause),
    );
  }
}
