import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

export interface WantedActivation {
  readonly rule: string;
  /** The version whose dry run was looked at; undefined accepts any. */
  readonly expectedVersion: number | undefined;
  /** It also acts on what came due lately, before now. */
  readonly includesDue: boolean;
  readonly reason?: string;
  readonly by: Actor;
}

/** Turns a rule on. One that is on stays as it is. Throws RuleNotFound and RuleChanged. */
export class ActivateRule extends Command<void> {
  constructor(readonly wanted: WantedActivation) {
    super();
  }
}

@CommandHandler(ActivateRule)
export class ActivateRuleHandler implements ICommandHandler<ActivateRule> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: ActivateRule): Promise<void> {
    return this.unitOfWork.run(async ({ rules }) => {
      const rule = await rules.lock(wanted.rule);
      // Also when it was done by an earlier run of this work, or by a second press of the button.
      if (rule.isActive) return;
      rule.expectVersion(wanted.expectedVersion);
      rule.activate(wanted, { by: wanted.by, at: this.clock.now() });
      await rules.save(rule);
    });
  }
}
