import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { addJobOf } from './rule-jobs.js';

/** Longer than a job that fails is tried again: whose look is overdue by more has none. */
export const FORGOTTEN_AFTER_HOURS = 12;
/** In one transaction; the rest by the next, at once. */
const AT_ONCE = 50;

/** Gives actions of rules that nobody looks at any more a job again. Answers whether there may be more. */
export class RecallForgottenActions extends Command<'more' | 'idle'> {}

@CommandHandler(RecallForgottenActions)
export class RecallForgottenActionsHandler implements ICommandHandler<RecallForgottenActions> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute(): Promise<'more' | 'idle'> {
    return this.unitOfWork.run(async ({ rules, jobs }) => {
      const now = this.clock.now();
      const since = new Date(now.getTime() - FORGOTTEN_AFTER_HOURS * 3_600_000);
      const forgotten = await rules.lockForgottenActions(since, AT_ONCE);
      for (const action of forgotten) {
        action.recall(now);
        await rules.saveAction(action);
        await addJobOf(action, jobs);
      }
      return forgotten.length === AT_ONCE ? 'more' : 'idle';
    });
  }
}
