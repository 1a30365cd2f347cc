import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RuleActionNotFound } from '../../domain/rule/rule-errors.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * Says that what an action of a rule left undone needs nobody's attention any more. It is told as before, and nothing is
 * done about the booking. Throws RuleActionNotFound and RuleActionNotLeftUndone.
 */
export class DismissRuleAction extends Command<void> {
  constructor(
    readonly action: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(DismissRuleAction)
export class DismissRuleActionHandler implements ICommandHandler<DismissRuleAction> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ action: id, by }: DismissRuleAction): Promise<void> {
    return this.unitOfWork.run(async ({ rules }) => {
      const action = await rules.lockAction(id);
      if (!action) throw new RuleActionNotFound(id);
      action.dismiss({ by, at: this.clock.now() });
      await rules.saveAction(action);
    });
  }
}
