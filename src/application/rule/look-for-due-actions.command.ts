import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RuleAction } from '../../domain/rule/rule-action.js';
import { timingOf, type RuleTask } from '../../domain/rule/rule-task.js';
import { momentOf } from '../../domain/rule/timing.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { addJobOf } from './rule-jobs.js';
import type { RuleToLookAt } from './rule.repository.port.js';

/** How often each active rule looks for what is due. */
const LOOK_EVERY_MS = 5000;
/** What was stored by transactions that took so long, or with a clock so far behind, isn't passed over. */
const OVERLAP_MS = 10 * 60 * 1000;
/**
 * One look back so far each hour finds what became due otherwise than by time: another start, a total that was raised, a
 * hold that was given back. For a charge before the start it goes back to all that haven't started.
 */
const LOOK_BACK_MS = 7 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
/** In one transaction; the rest by the next, at once. */
const AT_ONCE = 50;
/** A rule whose look failed lets the others go first. */
const AFTER_FAILURE_MS = 60_000;

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

  async execute({ newId }: LookForDueActions): Promise<'more' | 'idle'> {
    let looked: string | undefined;
    try {
      return await this.unitOfWork.run(async (transaction) => {
        const now = this.clock.now();
        const found = await transaction.rules.lockNextToLookAt(now);
        looked = found?.rule.id;
        if (!found) return 'idle';
        await this.plan(transaction, found, now, newId);
        return 'more';
      });
    } catch (error) {
      if (looked !== undefined) await this.letOthersGoFirst(looked);
      throw error;
    }
  }

  private async letOthersGoFirst(rule: string): Promise<void> {
    const next = new Date(this.clock.now().getTime() + AFTER_FAILURE_MS);
    await this.unitOfWork.run(({ rules }) => rules.lookedAt(rule, next));
  }

  private async plan(
    { rules, jobs }: Transaction,
    found: RuleToLookAt,
    now: Date,
    newId: () => string,
  ): Promise<void> {
    const { rule } = found;
    const { timeZone } = this.business;
    const due = await rules.dueOccasions(rule, {
      from: lookFrom(found, now, timeZone),
      until: now,
      timeZone,
      limit: AT_ONCE,
    });
    const actions = due.map(({ booking, ...occasion }) =>
      RuleAction.plan(newId(), rule, booking, occasion, now),
    );
    const added = new Set(await rules.addActions(actions));
    for (const action of actions) if (added.has(action.id)) await addJobOf(action, jobs);
    if (due.length === AT_ONCE) return rules.lookedAt(rule.id, now);
    await rules.lookedAt(rule.id, new Date(now.getTime() + LOOK_EVERY_MS), now);
  }
}

/** Nothing before the rule was turned on; otherwise a little before the last look, and once an hour further. */
function lookFrom({ rule, lookedThrough }: RuleToLookAt, now: Date, timeZone: string): Date {
  const earliest = rule.actsFrom ?? now;
  if (!lookedThrough) return earliest;
  const isNewHour = Math.floor(now.getTime() / HOUR_MS) !== Math.floor(lookedThrough.getTime() / HOUR_MS);
  const from = [lookedThrough.getTime() - OVERLAP_MS, now.getTime() - OVERLAP_MS];
  if (isNewHour) from.push(...lookedBackTo(rule.task, now, timeZone));
  return new Date(Math.max(Math.min(...from), earliest.getTime()));
}

function lookedBackTo(task: RuleTask, now: Date, timeZone: string): number[] {
  const back = now.getTime() - LOOK_BACK_MS;
  const timing = task.kind === 'charge_before_start' ? timingOf(task) : undefined;
  return timing ? [back, momentOf(timing, now, timeZone).getTime() - 1] : [back];
}
