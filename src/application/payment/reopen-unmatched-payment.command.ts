import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** Takes back that an unmatched payment is for no booking. No effect on one that isn't dismissed. */
export class ReopenUnmatchedPayment extends Command<void> {
  constructor(
    readonly unmatched: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(ReopenUnmatchedPayment)
export class ReopenUnmatchedPaymentHandler implements ICommandHandler<ReopenUnmatchedPayment> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ unmatched: id, by }: ReopenUnmatchedPayment): Promise<void> {
    return this.unitOfWork.run(async ({ unmatched }) => {
      const found = await unmatched.lock(id);
      if (found.reopen({ by, at: this.clock.now() })) await unmatched.save(found);
    });
  }
}
