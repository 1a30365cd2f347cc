import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Rule, type RuleScope } from '../../domain/rule/rule.js';
import type { RuleTask } from '../../domain/rule/rule-task.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

export interface NewRule {
  /** A fresh id. */
  readonly id: string;
  readonly name: string;
  readonly task: RuleTask;
  readonly scope: RuleScope;
  /** Why, for the record. */
  readonly reason?: string;
  readonly by: Actor;
  readonly idempotency?: Idempotency;
}

/** Makes a rule, which does nothing until it is turned on. Answers with its id. Throws RuleNotAccepted and RuleNameTaken. */
export class MakeRule extends Command<string> {
  constructor(readonly wanted: NewRule) {
    super();
  }
}

@CommandHandler(MakeRule)
export class MakeRuleHandler implements ICommandHandler<MakeRule> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: MakeRule): Promise<string> {
    const { by, reason, idempotency } = wanted;
    const rule = Rule.make(wanted, { by, at: this.clock.now() }, reason);
    return this.unitOfWork.run(async ({ rules, decisions, isRepeated }) => {
      // Stored by an earlier run of this work.
      if (isRepeated && (await rules.find(wanted.id))) return wanted.id;
      const earlier = idempotency && (await decisions.claim(idempotency, wanted.id));
      if (earlier) return earlier;
      await rules.add(rule);
      return wanted.id;
    });
  }
}
