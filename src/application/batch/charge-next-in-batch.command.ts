import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ChargeBatch } from '../../domain/batch/charge-batch.js';
import { reasonAfterReview } from '../../domain/batch/left-out.js';
import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { SYSTEM, type Actor } from '../../domain/shared/actor.js';
import { ChargeBooking, ChargeBookingHandler } from '../payment/charge-booking.command.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { UNMATCHED } from './review-charge.js';
import type { ItemEnd, ItemToCharge } from './batch.repository.port.js';

/** Who was charging a booking for longer than this is taken to be gone; charging it again finds what they did. */
const STALE_SECONDS = 30;
/** A booking at which Purser failed so often is left out, so that the batch ends. */
const MOST_TRIES = 5;
/** When Stripe doesn't answer, the next booking waits: longer each time in a row. */
const PAUSE_SECONDS = { first: 5, longest: 300 };

/** Stripe refused so many in a row, and not by a decline: whatever is wrong, it would do so with all the others. */
const MOST_REFUSALS = 3;

/** Charges the next booking of a batch, and sees to it that the one after that comes next. */
export class ChargeNextInBatch extends Command<void> {
  constructor(
    readonly batch: string,
    /** How many payments in a row, before this one, were left in doubt. */
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
 * crash in between leaves a booking that is taken up again. A payment that is there by then is never sent from here:
 * that is for recovery, which knows whether Stripe still keeps its key.
 */
@CommandHandler(ChargeNextInBatch)
export class ChargeNextInBatchHandler implements ICommandHandler<ChargeNextInBatch> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly charging: ChargeBookingHandler,
    private readonly clock: Clock,
  ) {}

  async execute({ batch, doubts }: ChargeNextInBatch): Promise<void> {
    const begun = await this.unitOfWork.run((transaction) => this.begin(transaction, batch));
    if (!begun) return;
    const end = await this.charge(begun);
    await this.unitOfWork.run((transaction) => this.conclude(transaction, batch, begun.item, end, doubts));
  }

  private async begin(transaction: Transaction, id: string): Promise<Begun | undefined> {
    const { batches, jobs, unmatched } = transaction;
    const batch = await batches.lock(id);
    if (!batch.isUnderWay) return undefined;
    const now = this.clock.now();
    const staleBefore = new Date(now.getTime() - STALE_SECONDS * 1000);
    const item = await batches.beginNext(id, { now, staleBefore, mayBegin: batch.mayBegin });
    if (!item) {
      // Others are at the last ones, or were: somebody has to look whether they came to an end.
      await jobs.add('charge-batch', { batch: id }, { at: new Date(now.getTime() + STALE_SECONDS * 1000) });
      return undefined;
    }
    const isUnmatched = await unmatched.hasOpen(item.customer, item.amount.currency);
    const known =
      knownEnd(item, batch.mayBegin) ?? (isUnmatched ? { step: 'left_out', ...UNMATCHED } : undefined);
    if (!known) return { item, by: batch.chargedBy };
    await this.end(transaction, batch, item, known);
    await this.goOn(transaction, batch, 0);
    return undefined;
  }

  private async charge({ item, by }: Begun): Promise<ItemEnd> {
    const { booking, payment, amount, card } = item;
    const decision = { booking, payment, amount, paymentMethod: card, isPrimary: true, by };
    try {
      await this.charging.execute(new ChargeBooking(decision));
      return { step: 'asked' };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { step: 'left_out', reason: reasonAfterReview(error.code), note: error.message };
    }
  }

  private async conclude(
    transaction: Transaction,
    id: string,
    item: ItemToCharge,
    end: ItemEnd,
    doubts: number,
  ): Promise<void> {
    const { batches, isRepeated } = transaction;
    const batch = await batches.lock(id);
    const ended = await this.end(transaction, batch, item, end);
    // An earlier run of this very work went through, and saw to it.
    if (!ended && isRepeated) return;
    const state = await batches.paymentState(item.payment);
    if (state === 'failed') await this.stopIfAllFail(transaction, batch);
    await this.goOn(transaction, batch, isUnanswered(state) ? doubts + 1 : 0);
  }

  private async stopIfAllFail({ batches }: Transaction, batch: ChargeBatch): Promise<void> {
    const states = await batches.lastPaymentStates(batch.id, MOST_REFUSALS);
    if (states.length < MOST_REFUSALS || states.some((state) => state !== 'failed')) return;
    const now = this.clock.now();
    batch.stop(await batches.stopWaiting(batch.id, now), { by: SYSTEM, at: now });
    await batches.save(batch);
  }

  private async end({ batches }: Transaction, batch: ChargeBatch, item: ItemToCharge, end: ItemEnd) {
    const now = this.clock.now();
    const ended = await batches.end(batch.id, item.position, end, now);
    if (!ended) return false;
    batch.conclude(now, end.step === 'stopped');
    await batches.save(batch);
    return true;
  }

  private async goOn({ jobs }: Transaction, batch: ChargeBatch, doubts: number): Promise<void> {
    if (!batch.isUnderWay) return;
    if (doubts === 0) return jobs.add('charge-batch', { batch: batch.id });
    const seconds = Math.min(PAUSE_SECONDS.longest, PAUSE_SECONDS.first * 2 ** (doubts - 1));
    const at = new Date(this.clock.now().getTime() + seconds * 1000);
    return jobs.add('charge-batch', { batch: batch.id, doubts }, { at });
  }
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
