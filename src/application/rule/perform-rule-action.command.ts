import { Command, CommandHandler, CommandBus, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import { BookingChanged } from '../../domain/booking/booking-errors.js';
import { CardRetriedTooOften } from '../../domain/payment/card-retry-errors.js';
import { OperationUnderWay, RenewalUnderWay } from '../../domain/payment/payment-errors.js';
import { cardMayBeThereAt, decideFor, type RuleDecision } from '../../domain/rule/rule-decision.js';
import type { RuleAction } from '../../domain/rule/rule-action.js';
import type { Actor } from '../../domain/shared/actor.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { CapturePayment } from '../payment/capture-payment.command.js';
import { ChargeBooking } from '../payment/charge-booking.command.js';
import { NoCard } from '../payment/gateway-errors.js';
import { PlaceHold } from '../payment/place-hold.command.js';
import { ReauthorizeHold } from '../payment/reauthorize-hold.command.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

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
  /** What was decided on: the booking's version. */
  readonly version: number;
  readonly by: Actor;
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
    const todo = await this.unitOfWork.run((transaction) => this.decide(transaction, id));
    if (!todo) return;
    const refusal = await this.ask(id, todo);
    await this.unitOfWork.run((transaction) => this.record(transaction, id, refusal));
  }

  private async decide(transaction: Transaction, id: string): Promise<ToDo | undefined> {
    const { rules, bookings } = transaction;
    const action = await rules.lockAction(id);
    if (!action || action.isSettled) return undefined;
    const booking = await bookings.lock(action.booking);
    const now = this.clock.now();
    if (action.isTraceIn(booking)) {
      action.follow(booking, now);
      await this.save(transaction, action);
      return undefined;
    }
    const rule = await rules.find(action.toData().rule);
    if (!rule) return undefined;
    const presence = await rules.presenceAt(booking.id);
    const { timeZone } = this.business;
    const decision = decideFor(rule, action.occasion, booking, { presence, timeZone, now });
    const isToBeDone = action.decide(decision, now);
    await this.save(transaction, action);
    return isToBeDone
      ? { deed: decision as Deed, booking: booking.id, version: booking.version, by: rule.actor }
      : undefined;
  }

  /** What it was refused for, by a rule that staff are bound by too. */
  private async ask(id: string, todo: ToDo): Promise<DomainError | undefined> {
    try {
      await this.send(id, todo);
      return undefined;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  private async send(id: string, { deed, booking, version, by }: ToDo): Promise<void> {
    const context = { by, expectedVersion: version };
    switch (deed.do) {
      case 'charge':
        await this.commands.execute(
          new ChargeBooking({ ...context, booking, payment: id, amount: deed.amount }),
        );
        return;
      case 'hold':
        await this.commands.execute(new PlaceHold({ ...context, booking, payment: id, amount: deed.amount }));
        return;
      case 'renew': {
        const { hold, amount } = deed;
        await this.commands.execute(new ReauthorizeHold({ ...context, booking, payment: id, hold, amount }));
        return;
      }
      case 'capture': {
        const { hold: payment, amount } = deed;
        await this.commands.execute(new CapturePayment({ ...context, payment, operation: id, amount }));
        return;
      }
    }
  }

  private async record(
    transaction: Transaction,
    id: string,
    refusal: DomainError | undefined,
  ): Promise<void> {
    const action = await transaction.rules.lockAction(id);
    if (!action || action.isSettled) return;
    const booking = await transaction.bookings.lock(action.booking);
    const now = this.clock.now();
    if (!refusal || action.isTraceIn(booking)) action.follow(booking, now, { wasSent: true });
    else takeRefusal(action, refusal, booking, now);
    await this.save(transaction, action);
  }

  /** With the job for its next look, and with what the rule makes of it. */
  private async save({ rules, jobs }: Transaction, action: RuleAction): Promise<void> {
    await rules.saveAction(action);
    if (action.nextLookAt)
      await jobs.add('perform-rule-action', { action: action.id }, { at: action.nextLookAt });
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

function takeRefusal(action: RuleAction, refusal: DomainError, booking: Booking, now: Date): void {
  if (refusal instanceof BookingChanged) action.putOff('booking_changed', undefined, now);
  else if (refusal instanceof CardRetriedTooOften)
    action.putOff('card_must_rest', refusal.from, now, refusal.message);
  else if (refusal instanceof OperationUnderWay || refusal instanceof RenewalUnderWay)
    action.putOff('payment_under_way', undefined, now);
  else if (refusal instanceof NoCard) action.putOff('no_card', cardMayBeThereAt(booking, now), now);
  else action.refuse(refusal, now);
}
