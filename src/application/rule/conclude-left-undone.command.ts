import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SYSTEM } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** In one transaction; the rest by the next, at once. */
const AT_ONCE = 50;

/**
 * Dismisses what rules left undone and needs nobody any more, since it was done otherwise: those that do are found quickly
 * however many there were. Answers whether there may be more.
 */
export class ConcludeLeftUndone extends Command<'more' | 'idle'> {}

@CommandHandler(ConcludeLeftUndone)
export class ConcludeLeftUndoneHandler implements ICommandHandler<ConcludeLeftUndone> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute(): Promise<'more' | 'idle'> {
    return this.unitOfWork.run(async ({ rules }) => {
      const over = await rules.lockLeftUndoneThatIsOver(AT_ONCE);
      for (const action of over) {
        action.dismiss({ by: SYSTEM, at: this.clock.now() });
        await rules.saveAction(action);
      }
      return over.length === AT_ONCE ? 'more' : 'idle';
    });
  }
}
