import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RuleChange } from '../../domain/rule/rule.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

export interface WantedRuleChange extends RuleChange {
  readonly rule: string;
  /** The version that was looked at; undefined accepts any. */
  readonly expectedVersion: number | undefined;
  readonly by: Actor;
}

/**
 * Changes a rule. What it does or whom it takes being changed pauses it. Throws RuleNotFound, RuleChanged,
 * RuleNotAccepted and RuleNameTaken.
 */
export class ChangeRule extends Command<void> {
  constructor(readonly wanted: WantedRuleChange) {
    super();
  }
}

@CommandHandler(ChangeRule)
export class ChangeRuleHandler implements ICommandHandler<ChangeRule> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: ChangeRule): Promise<void> {
    return this.unitOfWork.run(async ({ rules, isRepeated }) => {
      const rule = await rules.lock(wanted.rule);
      // Stored by an earlier run of this work, it changes nothing, and the version has moved on since.
      if (!isRepeated || !rule.isAs(wanted)) rule.expectVersion(wanted.expectedVersion);
      rule.change(wanted, { by: wanted.by, at: this.clock.now() });
      if (rule.hasChanged) await rules.save(rule);
    });
  }
}
