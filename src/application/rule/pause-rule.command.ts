import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** Turns a rule off: what it hasn't asked Stripe for yet, it doesn't. One that is off stays so. Throws RuleNotFound. */
export class PauseRule extends Command<void> {
  constructor(
    readonly rule: string,
    readonly by: Actor,
    readonly reason?: string,
  ) {
    super();
  }
}

@CommandHandler(PauseRule)
export class PauseRuleHandler implements ICommandHandler<PauseRule> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ rule: id, by, reason }: PauseRule): Promise<void> {
    return this.unitOfWork.run(async ({ rules }) => {
      const rule = await rules.lock(id);
      rule.pause({ by, at: this.clock.now() }, reason);
      if (rule.hasChanged) await rules.save(rule);
    });
  }
}
