import { Command, CommandHandler, CommandBus, type ICommandHandler } from '@nestjs/cqrs';
import { BookingChanged } from '../../domain/booking/booking-errors.js';
import { CardRetriedTooOften } from '../../domain/payment/card-retry-errors.js';
import { MayHavePaid } from '../../domain/payment/may-have-paid.js';
import { OperationUnderWay, RenewalUnderWay } from '../../domain/payment/payment-errors.js';
import type { BookingStanding } from '../../domain/booking/booking-standing.js';
import type { Booking } from '../../domain/booking/booking.js';
import { decideFor, whenPeopleHaveActed, type RuleDecision } from '../../domain/rule/rule-decision.js';
import type { RuleAction } from '../../domain/rule/rule-action.js';
import { RuleDecidedAnew } from '../../domain/rule/rule-errors.js';
import type { Rule } from '../../domain/rule/rule.js';
import type { Actor } from '../../domain/shared/actor.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { CancelPayment } from '../payment/cancel-payment.command.js';
import { CapturePayment } from '../payment/capture-payment.command.js';
import { ChargeBooking } from '../payment/charge-booking.command.js';
import { NoCard } from '../payment/gateway-errors.js';
import type { DecidedPayment } from '../payment/payment-decision.js';
import { PlaceHold } from '../payment/place-hold.command.js';
import { ReauthorizeHold } from '../payment/reauthorize-hold.command.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { addJobOf } from './rule-jobs.js';

/** Does what an action of a rule is for, or looks at what became of it. Running it again is safe at any point. */
export class PerformRuleAction extends Command<void> {
  constructor(readonly action: string) {
    super();
  }
}

type Deed = Extract<RuleDecision, { do: 'charge' | 'hold' | 'renew' | 'capture' }>;

interface ToDo {
  readonly deed: Deed;
  readonly booking: string;
  /** What was decided on: the booking's version, and the rule's. */
  readonly version: number;
  readonly ruleVersion: number;
  readonly by: Actor;
}

/** What came of asking. */
interface Asked {
  /** What it was refused for, by a rule that staff are bound by too. */
  readonly refusal?: DomainError;
  /** Stripe refuses our key. */
  readonly isLockedOut?: boolean;
}

/**
 * Decides under the booking's lock, and then asks for it as staff would, on the version that was decided on. The
 * payment, or the capture, has the action's own id: however often this is run there is one. Once that is stored it is
 * recovery's to settle, and this only follows it.
 */
@CommandHandler(PerformRuleAction)
export class PerformRuleActionHandler implements ICommandHandler<PerformRuleAction> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly commands: CommandBus,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ action: id }: PerformRuleAction): Promise<void> {
    const next = await this.unitOfWork.run((transaction) => this.decide(transaction, id));
    if (!next) return;
    if (next !== 'give_up') {
      const asked = await this.ask(id, next);
      const then = await this.unitOfWork.run((transaction) => this.record(transaction, id, asked));
      if (!then) return;
    }
    await this.giveUp(id);
  }

  private async decide(transaction: Transaction, id: string): Promise<ToDo | 'give_up' | undefined> {
    const { rules, bookings } = transaction;
    const now = this.clock.now();
    const action = await rules.lockAction(id);
    // Its next look has a job of its own. That of this one was run again, or handed out to several.
    if (!action || action.isSettled || action.isLookedAtLater(now)) return undefined;
    const booking = await bookings.lock(action.booking);
    if (action.isTraceIn(booking)) {
      action.follow(booking, now);
      await this.save(transaction, action);
      return nextOf(action);
    }
    const rule = await rules.find(action.toData().rule);
    if (!rule) return undefined;
    const decision = await this.decisionOn(transaction, rule, action, booking, now);
    const isToBeDone = action.decide(decision, now);
    await this.save(transaction, action);
    if (!isToBeDone) return undefined;
    const { version } = booking;
    return {
      deed: decision as Deed,
      booking: booking.id,
      version,
      ruleVersion: rule.version,
      by: rule.actor,
    };
  }

  private async decisionOn(
    { rules, customers, unmatched }: Transaction,
    rule: Rule,
    action: RuleAction,
    booking: Booking,
    now: Date,
  ): Promise<RuleDecision> {
    const { customer } = booking.about;
    const isRetry = rule.task.kind === 'retry_declined';
    return decideFor(rule, action.occasion, booking, {
      presence: await rules.presenceAt(booking.id),
      hasUnmatched: await unmatched.hasOpen(customer, booking.currency),
      cards: isRetry ? (await customers.get(customer)).cards : [],
      timeZone: this.business.timeZone,
      now,
    });
  }

  private async ask(id: string, todo: ToDo): Promise<Asked> {
    try {
      return await this.send(id, todo);
    } catch (error) {
      if (error instanceof DomainError) return { refusal: error };
      throw error;
    }
  }

  private send(id: string, todo: ToDo): Promise<DecidedPayment> {
    const { deed, booking, version, by } = todo;
    const requireWanted = (transaction: Transaction, current: BookingStanding) =>
      this.requireWanted(transaction, current, id, todo);
    const context = { by, expectedVersion: version, requireWanted };
    switch (deed.do) {
      case 'charge':
      case 'hold': {
        const { amount, paymentMethod } = deed;
        const card = { paymentMethod, isOnFile: paymentMethod !== undefined };
        const wanted = { ...context, ...card, booking, payment: id, amount };
        return this.commands.execute(
          deed.do === 'charge' ? new ChargeBooking(wanted) : new PlaceHold(wanted),
        );
      }
      case 'renew': {
        const { hold, amount } = deed;
        return this.commands.execute(new ReauthorizeHold({ ...context, booking, payment: id, hold, amount }));
      }
      case 'capture': {
        const { hold: payment, amount } = deed;
        return this.commands.execute(new CapturePayment({ ...context, payment, operation: id, amount }));
      }
    }
  }

  /**
   * In the transaction that stores the payment: a rule that is paused or changed until then does nothing, nor does an
   * action that another runner decided on anew. Throws RuleDecidedAnew, and MayHavePaid.
   */
  private async requireWanted(
    { rules, unmatched }: Transaction,
    { about, currency }: BookingStanding,
    id: string,
    { by, ruleVersion, deed }: ToDo,
  ): Promise<void> {
    const rule = by.id === undefined ? undefined : await rules.lockAgainstChange(by.id);
    const action = await rules.findAction(id);
    if (!rule?.isActive || rule.version !== ruleVersion || action?.state !== 'under_way')
      throw new RuleDecidedAnew(id);
    // A renewal takes nothing.
    if (deed.do !== 'renew' && (await unmatched.hasOpen(about.customer, currency))) throw new MayHavePaid();
  }

  private async record(
    transaction: Transaction,
    id: string,
    { refusal, isLockedOut }: Asked,
  ): Promise<'give_up' | undefined> {
    const action = await transaction.rules.lockAction(id);
    if (!action || action.isSettled) return undefined;
    // Whoever decided anew sees to it.
    if (refusal instanceof RuleDecidedAnew && action.state !== 'under_way') return undefined;
    const booking = await transaction.bookings.lock(action.booking);
    const now = this.clock.now();
    if (isLockedOut) await this.standStill(transaction, action, now);
    else if (!refusal || action.isTraceIn(booking)) action.follow(booking, now, { wasSent: true });
    else takeRefusal(action, refusal, now);
    await this.save(transaction, action);
    return nextOf(action);
  }

  /**
   * All that is due would be refused, one by one. So the rule is paused; whoever turns it on again can include what came
   * due, which this is part of.
   */
  private async standStill({ rules }: Transaction, action: RuleAction, now: Date): Promise<void> {
    const why = 'Stripe refused Purser’s key.';
    action.skip('stripe_locked_out', now, why);
    const rule = await rules.lock(action.toData().rule);
    rule.pause({ by: rule.actor, at: now }, `${why} See Set up Stripe, then turn the rule on again.`);
    if (rule.hasChanged) await rules.save(rule);
  }

  /**
   * A new hold that waits for the customer is given up: nobody asks them to authenticate it, and the old one can't be
   * captured meanwhile. Should this break off, the next look does it.
   */
  private async giveUp(id: string): Promise<void> {
    const operation = crypto.randomUUID();
    const rule = await this.unitOfWork.run(async ({ rules }) => {
      const action = await rules.findAction(id);
      return action && rules.find(action.toData().rule);
    });
    if (!rule) return;
    const { refusal } = await this.cancel(new CancelPayment({ payment: id, operation, by: rule.actor }));
    if (!refusal) await this.unitOfWork.run((transaction) => this.record(transaction, id, {}));
  }

  private async cancel(command: CancelPayment): Promise<Asked> {
    try {
      return await this.commands.execute(command);
    } catch (error) {
      if (error instanceof DomainError) return { refusal: error };
      throw error;
    }
  }

  /** With the job for its next look, and with what the rule makes of it. */
  private async save({ rules, jobs }: Transaction, action: RuleAction): Promise<void> {
    await rules.saveAction(action);
    const { nextLookAt } = action;
    if (nextLookAt && nextLookAt > this.clock.now()) await addJobOf(action, jobs, nextLookAt);
    const { state, rule: id, deed } = action.toData();
    const isOfCard = deed !== undefined && deed !== 'capture';
    if (!isOfCard || (state !== 'done' && state !== 'declined')) return;
    const found = await rules.find(id);
    if (!found || (state === 'done' && found.toData().declinesInRow === 0)) return;
    const rule = await rules.lock(id);
    rule.heardOf(state === 'done' ? 'accepted' : 'declined', { by: rule.actor, at: this.clock.now() });
    await rules.save(rule);
  }
}

function nextOf(action: RuleAction): 'give_up' | undefined {
  return action.state === 'customer_needed' && action.waitsInVain ? 'give_up' : undefined;
}

function takeRefusal(action: RuleAction, refusal: DomainError, now: Date): void {
  if (refusal instanceof BookingChanged) action.putOff('booking_changed', undefined, now);
  else if (refusal instanceof RuleDecidedAnew) action.putOff('rule_changed', undefined, now);
  else if (refusal instanceof NoCard) action.putOff('no_card', whenPeopleHaveActed(now), now);
  else if (refusal instanceof MayHavePaid) action.putOff('unmatched_payment', whenPeopleHaveActed(now), now);
  else if (refusal instanceof CardRetriedTooOften)
    action.putOff('card_must_rest', refusal.from, now, refusal.message);
  else if (refusal instanceof OperationUnderWay || refusal instanceof RenewalUnderWay)
    action.putOff('payment_under_way', undefined, now);
  else action.refuse(refusal, now);
}
