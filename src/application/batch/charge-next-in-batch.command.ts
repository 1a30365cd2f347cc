import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TurnIsOver } from '../../domain/batch/batch-errors.js';
import type { ChargeBatch, Turn } from '../../domain/batch/charge-batch.js';
import { reasonAfterReview } from '../../domain/batch/left-out.js';
import type { BookingStanding } from '../../domain/booking/booking-standing.js';
import { MayHavePaid } from '../../domain/payment/may-have-paid.js';
import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { SYSTEM, type Actor } from '../../domain/shared/actor.js';
import { ChargeBooking, ChargeBookingHandler } from '../payment/charge-booking.command.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { ItemEnd, ItemToCharge } from './batch.repository.port.js';

/** A booking at which Purser failed so often is left out, so that the batch ends. */
const MOST_TRIES = 5;
/** When Stripe doesn't answer, the next booking waits: longer each time in a row. */
const PAUSE_SECONDS = { first: 5, longest: 300 };

/** Stripe refused so many in a row, and not by a decline: whatever is wrong, it would do so with all the others. */
const MOST_REFUSALS = 3;

/** Charges the next booking of one lane of a batch, and sees to it that the one after that comes next. */
export class ChargeNextInBatch extends Command<void> {
  constructor(
    readonly batch: string,
    readonly turn: Turn,
    /** How many payments of the lane's in a row, before this one, were left in doubt. */
    readonly doubts = 0,
  ) {
    super();
  }
}

interface Begun {
  readonly item: ItemToCharge;
  readonly by: Actor;
}

/**
 * One booking is one payment, whose id was fixed when the batch was made: however often its turn comes, it is charged
 * once (docs/adr/0001, 0008). That its turn has come is stored before it is charged, and how that ended afterwards; a
 * crash in between leaves a booking that its lane takes up again. A payment that is there by then is never sent from
 * here: that is for recovery, which knows whether Stripe still keeps its key.
 */
@CommandHandler(ChargeNextInBatch)
export class ChargeNextInBatchHandler implements ICommandHandler<ChargeNextInBatch> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charging: ChargeBookingHandler,
    private readonly clock: Clock,
  ) {}

  async execute(command: ChargeNextInBatch): Promise<void> {
    const begun = await this.unitOfWork.run((transaction) => this.begin(transaction, command));
    if (!begun) return;
    const end = await this.charge(command, begun);
    await this.unitOfWork.run((transaction) => this.conclude(transaction, command, begun.item, end));
  }

  private async begin(
    transaction: Transaction,
    { batch: id, turn }: ChargeNextInBatch,
  ): Promise<Begun | undefined> {
    const { batches } = transaction;
    const batch = await batches.lock(id);
    // A job too many: that turn was taken to its end.
    if (!batch.isAt(turn)) return undefined;
    const { lane } = turn;
    const item = await batches.beginNext(id, { lane, now: this.clock.now(), mayBegin: batch.mayBegin });
    if (!item) {
      batch.leave(turn);
      await batches.save(batch);
      return undefined;
    }
    const known = knownEnd(item, batch.mayBegin);
    if (!known) return { item, by: batch.chargedBy };
    await this.end(transaction, batch, item, known);
    await this.goOn(transaction, batch, turn, 0);
    return undefined;
  }

  private async charge({ batch, turn }: ChargeNextInBatch, { item, by }: Begun): Promise<ItemEnd> {
    const { booking, payment, amount, card } = item;
    const decision = { booking, payment, amount, paymentMethod: card, isPrimary: true, by };
    const requireWanted = (transaction: Transaction, current: BookingStanding) =>
      requireTurn(transaction, current, batch, turn);
    try {
      await this.charging.execute(new ChargeBooking({ ...decision, requireWanted }));
      return { step: 'asked' };
    } catch (error) {
      if (error instanceof TurnIsOver) return { step: 'stopped' };
      if (!(error instanceof DomainError)) throw error;
      return { step: 'left_out', reason: reasonAfterReview(error.code), note: error.message };
    }
  }

  private async conclude(
    transaction: Transaction,
    { batch: id, turn, doubts }: ChargeNextInBatch,
    item: ItemToCharge,
    end: ItemEnd,
  ): Promise<void> {
    const { batches } = transaction;
    const batch = await batches.lock(id);
    // An earlier run of this very work went through, or somebody who was handed the same job was quicker.
    if (!batch.isAt(turn)) return;
    await this.end(transaction, batch, item, end);
    const state = await batches.paymentState(item.payment);
    if (state === 'failed') await this.stopIfAllFail(transaction, batch);
    await this.goOn(transaction, batch, turn, isUnanswered(state) ? doubts + 1 : 0);
  }

  private async stopIfAllFail({ batches }: Transaction, batch: ChargeBatch): Promise<void> {
    const states = await batches.lastPaymentStates(batch.id, MOST_REFUSALS);
    if (states.length < MOST_REFUSALS || states.some((state) => state !== 'failed')) return;
    const now = this.clock.now();
    batch.stop(await batches.stopWaiting(batch.id, now), { by: SYSTEM, at: now });
  }

  private async end({ batches }: Transaction, batch: ChargeBatch, item: ItemToCharge, end: ItemEnd) {
    const now = this.clock.now();
    const ended = await batches.end(batch.id, item.position, end, now);
    if (ended) batch.conclude(now, end.step === 'stopped');
  }

  private async goOn(
    { batches, jobs }: Transaction,
    batch: ChargeBatch,
    turn: Turn,
    doubts: number,
  ): Promise<void> {
    const next = batch.takeNext(turn);
    await batches.save(batch);
    if (!next) return;
    if (doubts === 0) return jobs.add('charge-batch', { batch: batch.id, ...next });
    const seconds = Math.min(PAUSE_SECONDS.longest, PAUSE_SECONDS.first * 2 ** (doubts - 1));
    const at = new Date(this.clock.now().getTime() + seconds * 1000);
    return jobs.add('charge-batch', { batch: batch.id, ...next, doubts }, { at });
  }
}

/**
 * In the transaction that decides on the payment, so that nothing is decided once a stop was answered, nor by whoever
 * slept while others took the turn to its end. Throws TurnIsOver, and MayHavePaid.
 */
async function requireTurn(
  { batches, unmatched }: Transaction,
  { about, currency }: BookingStanding,
  id: string,
  turn: Turn,
): Promise<void> {
  const batch = await batches.lockAgainstChange(id);
  if (!batch?.mayBegin || !batch.isAt(turn)) throw new TurnIsOver(id);
  if (await unmatched.hasOpen(about.customer, currency)) throw new MayHavePaid();
}

/** What is to be said of an item that was begun before, without charging it. */
function knownEnd({ paymentState, tries }: ItemToCharge, mayBegin: boolean): ItemEnd | undefined {
  if (paymentState !== undefined) return { step: 'asked' };
  // Whoever began it never came to charge it, and by now the batch was stopped.
  if (!mayBegin) return { step: 'stopped' };
  if (tries <= MOST_TRIES) return undefined;
  const note =
    'Purser failed at it several times. Nothing was asked of Stripe; charge the booking by itself.';
  return { step: 'left_out', reason: 'not_possible', note };
}

function isUnanswered(state: PaymentState | undefined): boolean {
  return state === 'in_doubt' || state === 'requested';
}
