import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * Says that an unmatched payment is for no booking, and why. Said twice, the first note stands. Throws
 * UnmatchedPaymentNotFound, AlreadyLinked, NothingToLink and DismissalNeedsNote.
 */
export class DismissUnmatchedPayment extends Command<void> {
  constructor(
    readonly unmatched: string,
    readonly note: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(DismissUnmatchedPayment)
export class DismissUnmatchedPaymentHandler implements ICommandHandler<DismissUnmatchedPayment> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ unmatched: id, note, by }: DismissUnmatchedPayment): Promise<void> {
    return this.unitOfWork.run(async ({ unmatched }) => {
      const found = await unmatched.lock(id);
      if (found.dismiss(note, { by, at: this.clock.now() })) await unmatched.save(found);
    });
  }
}
