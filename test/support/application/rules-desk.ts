import type { CommandBus } from '@nestjs/cqrs';
import {
  ActivateRule,
  ActivateRuleHandler,
  type WantedActivation,
} from '../../../src/application/rule/activate-rule.command.js';
import {
  ChangeRule,
  ChangeRuleHandler,
  type WantedRuleChange,
} from '../../../src/application/rule/change-rule.command.js';
import { ConcludeLeftUndoneHandler } from '../../../src/application/rule/conclude-left-undone.command.js';
import {
  DismissRuleAction,
  DismissRuleActionHandler,
} from '../../../src/application/rule/dismiss-rule-action.command.js';
import {
  LookForDueActions,
  LookForDueActionsHandler,
} from '../../../src/application/rule/look-for-due-actions.command.js';
import { MakeRule, MakeRuleHandler, type NewRule } from '../../../src/application/rule/make-rule.command.js';
import { RecallForgottenActionsHandler } from '../../../src/application/rule/recall-forgotten-actions.command.js';
import { PauseRule, PauseRuleHandler } from '../../../src/application/rule/pause-rule.command.js';
import {
  PerformRuleAction,
  PerformRuleActionHandler,
} from '../../../src/application/rule/perform-rule-action.command.js';
import { CancelPayment } from '../../../src/application/payment/cancel-payment.command.js';
import { CapturePayment } from '../../../src/application/payment/capture-payment.command.js';
import { ChargeBooking } from '../../../src/application/payment/charge-booking.command.js';
import { PlaceHold } from '../../../src/application/payment/place-hold.command.js';
import { ReauthorizeHold } from '../../../src/application/payment/reauthorize-hold.command.js';
import type { RuleActionData } from '../../../src/domain/rule/rule-action.js';
import { Rule } from '../../../src/domain/rule/rule.js';
import type { Transaction } from '../../../src/application/shared/unit-of-work.port.js';
import type { Actor } from '../../../src/domain/shared/actor.js';
import { ANA } from '../domain/causes.js';
import { Desk } from './a-desk.js';
import { LISBON_SETTINGS } from './business.js';

/** A desk with rules: time passes when a test says so, and what they do is done when it says so. */
export class RulesDesk extends Desk {
  private ids = 0;
  /** Runs before a rule asks for anything. */
  beforeAsking: () => Promise<unknown> = () => Promise.resolve();

  private readonly commands = {
    execute: async (command: unknown): Promise<unknown> => {
      await this.beforeAsking();
      if (command instanceof ChargeBooking) return this.charge(command.wanted);
      if (command instanceof PlaceHold) return this.placeHold(command.wanted);
      if (command instanceof ReauthorizeHold) return this.reauthorize(command.wanted);
      if (command instanceof CapturePayment) return this.capture(command.wanted);
      if (command instanceof CancelPayment) return this.links.giveUp(command.wanted);
      throw new Error('Rules don’t ask for that.');
    },
  } as CommandBus;

  /** A rule called “Balance 14 days before”, at nine in the morning, unless said otherwise. It is on. */
  async activeRule(wanted: Partial<NewRule> = {}, activation: Partial<WantedActivation> = {}) {
    const id = await this.makeRule(wanted);
    await this.activate({ rule: id, ...activation });
    return id;
  }

  makeRule(wanted: Partial<NewRule> = {}) {
    const rule = {
      id: 'rule-1',
      name: 'Balance 14 days before',
      task: { kind: 'charge_before_start', days: 14, at: '09:00' },
      scope: { newBookingsOnly: false },
      by: ANA,
    } as const;
    return new MakeRuleHandler(this.unitOfWork, this.clock).execute(new MakeRule({ ...rule, ...wanted }));
  }

  activate(wanted: Partial<WantedActivation> = {}) {
    const activation = { rule: 'rule-1', expectedVersion: undefined, includesDue: false, by: ANA };
    return new ActivateRuleHandler(this.unitOfWork, this.clock).execute(
      new ActivateRule({ ...activation, ...wanted }),
    );
  }

  pause(rule = 'rule-1', reason?: string) {
    return new PauseRuleHandler(this.unitOfWork, this.clock).execute(new PauseRule(rule, ANA, reason));
  }

  changeRule(wanted: Partial<WantedRuleChange>) {
    const change = { rule: 'rule-1', expectedVersion: undefined, by: ANA };
    return new ChangeRuleHandler(this.unitOfWork, this.clock).execute(
      new ChangeRule({ ...change, ...wanted }),
    );
  }

  /** Whenever this rule looks for what is due, that fails. */
  lookFailsFor(broken: string): void {
    const run = this.unitOfWork.run.bind(this.unitOfWork);
    this.unitOfWork.run = (work) =>
      run((transaction) => {
        const { rules } = transaction;
        const dueOccasions: typeof rules.dueOccasions = (rule, search) => {
          if (rule.id === broken) throw new Error('It can’t be looked at.');
          return rules.dueOccasions(rule, search);
        };
        return work(withChanged(transaction, { rules: { ...rules, dueOccasions } }));
      });
  }

  /** Every rule looks for what is due. Nothing is done about it yet. */
  async look(): Promise<void> {
    const handler = new LookForDueActionsHandler(this.unitOfWork, LISBON_SETTINGS, this.clock);
    const command = new LookForDueActions(() => `action-${(this.ids += 1)}`);
    while ((await handler.execute(command)) === 'more');
  }

  /** What nobody looks at any more gets a job again. */
  async recall(): Promise<void> {
    const handler = new RecallForgottenActionsHandler(this.unitOfWork, this.clock);
    while ((await handler.execute()) === 'more');
  }

  /** Says that what was left undone needs nobody any more. */
  dismiss(action = 'action-1', by: Actor = ANA) {
    return new DismissRuleActionHandler(this.unitOfWork, this.clock).execute(
      new DismissRuleAction(action, by),
    );
  }

  /** What was done otherwise is looked for. */
  async conclude(): Promise<void> {
    const handler = new ConcludeLeftUndoneHandler(this.unitOfWork, this.clock);
    while ((await handler.execute()) === 'more');
  }

  perform(action = 'action-1') {
    const handler = new PerformRuleActionHandler(this.unitOfWork, this.commands, LISBON_SETTINGS, this.clock);
    return handler.execute(new PerformRuleAction(action));
  }

  /** Rules look, and every job of theirs that is due by now is done once. */
  async letRulesAct(): Promise<void> {
    await this.look();
    const { jobs } = this.unitOfWork.stored;
    const isDue = (at: Date | undefined) => at === undefined || at <= this.clock.now();
    const due = jobs.filter(({ name, at }) => name === 'perform-rule-action' && isDue(at));
    for (const job of due) {
      jobs.splice(jobs.indexOf(job), 1);
      await this.perform((job.data as { action: string }).action);
    }
  }

  passDays(days: number): void {
    this.clock.pass(days * 24 * 60 * 60);
  }

  passMinutes(minutes: number): void {
    this.clock.pass(minutes * 60);
  }

  rule(id = 'rule-1'): Rule {
    const stored = this.unitOfWork.stored.rules.get(id);
    if (!stored) throw new Error(`No rule ${id} is stored.`);
    return Rule.restore(stored.data);
  }

  get actions(): RuleActionData[] {
    return [...this.unitOfWork.stored.ruleActions.values()];
  }

  /** What became of each, and why. */
  get outcomes(): (string | undefined)[][] {
    return this.actions.map(({ state, why }) => (why === undefined ? [state] : [state, why]));
  }
}

/** With booking-1 of $10 that starts in 30 days, for a customer with a card. */
export async function aDeskWithRules(): Promise<RulesDesk> {
  const desk = new RulesDesk();
  await desk.register();
  return desk;
}

/** The same transaction, but for what is given. */
export function withChanged(transaction: Transaction, changed: Partial<Transaction>): Transaction {
  return new Proxy(transaction, {
    get: (real, name) => Reflect.get(name in changed ? changed : real, name) as unknown,
  });
}
