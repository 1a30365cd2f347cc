import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** Takes back that an unmatched payment is for no booking. No effect on one that isn't dismissed. */
export class ReopenUnmatchedPayment extends Command<void> {
  constructor(readonly unmatched: string) {
    super();
  }
}

@CommandHandler(ReopenUnmatchedPayment)
export class ReopenUnmatchedPaymentHandler implements ICommandHandler<ReopenUnmatchedPayment> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  execute({ unmatched: id }: ReopenUnmatchedPayment): Promise<void> {
    return this.unitOfWork.run(async ({ unmatched }) => {
      const found = await unmatched.lock(id);
      if (found.reopen()) await unmatched.save(found);
    });
  }
}
