import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RuleAction } from '../../domain/rule/rule-action.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { RuleToLookAt } from './rule.repository.port.js';

/** How often each active rule looks for what is due. */
const LOOK_EVERY_MS = 5000;
/** What was stored by transactions that took so long, or with a clock so far behind, isn't passed over. */
const OVERLAP_MS = 10 * 60 * 1000;
/** One look back so far each hour finds what became due otherwise than by time: another start, a total that was raised. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
/** In one transaction; the rest by the next, at once. */
const AT_ONCE = 50;

/** Lets one rule look for what is due, and stores an action and its job for each. Answers whether there may be more. */
export class LookForDueActions extends Command<'more' | 'idle'> {
  constructor(
    /** Gives a fresh id for each action. */
    readonly newId: () => string,
  ) {
    super();
  }
}

@CommandHandler(LookForDueActions)
export class LookForDueActionsHandler implements ICommandHandler<LookForDueActions> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  execute({ newId }: LookForDueActions): Promise<'more' | 'idle'> {
    return this.unitOfWork.run(async (transaction) => {
      const now = this.clock.now();
      const found = await transaction.rules.lockNextToLookAt(now);
      if (!found) return 'idle';
      await this.plan(transaction, found, now, newId);
      return 'more';
    });
  }

  private async plan(
    { rules, jobs }: Transaction,
    found: RuleToLookAt,
    now: Date,
    newId: () => string,
  ): Promise<void> {
    const { rule } = found;
    const due = await rules.dueOccasions(rule, {
      from: lookFrom(found, now),
      until: now,
      timeZone: this.business.timeZone,
      limit: AT_ONCE,
    });
    const actions = due.map(({ booking, ...occasion }) =>
      RuleAction.plan(newId(), rule, booking, occasion, now),
    );
    for (const action of await rules.addActions(actions)) await jobs.add('perform-rule-action', { action });
    if (due.length === AT_ONCE) return rules.lookedAt(rule.id, now);
    await rules.lookedAt(rule.id, new Date(now.getTime() + LOOK_EVERY_MS), now);
  }
}

/** Nothing before the rule was turned on; otherwise a little before the last look, and once an hour further. */
function lookFrom({ rule, lookedThrough }: RuleToLookAt, now: Date): Date {
  const earliest = rule.actsFrom ?? now;
  if (!lookedThrough) return earliest;
  const isNewHour = Math.floor(now.getTime() / HOUR_MS) !== Math.floor(lookedThrough.getTime() / HOUR_MS);
  const back = isNewHour ? LOOK_BACK_MS : OVERLAP_MS;
  const from = Math.min(lookedThrough.getTime() - OVERLAP_MS, now.getTime() - back);
  return new Date(Math.max(from, earliest.getTime()));
}
