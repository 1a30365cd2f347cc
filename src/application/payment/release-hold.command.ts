import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecidedOperation } from './payment-decision.js';
import { RequestOperation, type NewOperation } from './request-operation.js';

/** Gives a hold back. Refused when the payment is not an open hold. */
export class ReleaseHold extends Command<DecidedOperation> {
  constructor(readonly wanted: Omit<NewOperation, 'amount'>) {
    super();
  }
}

@CommandHandler(ReleaseHold)
export class ReleaseHoldHandler implements ICommandHandler<ReleaseHold> {
  constructor(private readonly requestOperation: RequestOperation) {}

  execute({ wanted }: ReleaseHold): Promise<DecidedOperation> {
    return this.requestOperation.execute(wanted, (booking, { payment, operation }, cause) =>
      booking.requestRelease(payment, operation, cause),
    );
  }
}
