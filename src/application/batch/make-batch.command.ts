import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ChargeBatch } from '../../domain/batch/charge-batch.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { BatchSelection } from './batch-selection.js';
import { ExamineBatchHandler } from './examine-batch.command.js';

export interface NewBatch {
  /** A fresh id. */
  readonly id: string;
  readonly selection: BatchSelection;
  readonly by: Actor;
  readonly idempotency: Idempotency;
}

/**
 * Puts bookings together to be reviewed and charged; charges nothing. The same decision again gives the same batch: its
 * id. Throws NoBookingsChosen, TooManyBookings, BookingNotFound.
 */
export class MakeBatch extends Command<string> {
  constructor(readonly wanted: NewBatch) {
    super();
  }
}

@CommandHandler(MakeBatch)
export class MakeBatchHandler implements ICommandHandler<MakeBatch> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly examination: ExamineBatchHandler,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: MakeBatch): Promise<string> {
    return this.unitOfWork.run((transaction) => this.make(transaction, wanted));
  }

  private async make(transaction: Transaction, wanted: NewBatch): Promise<string> {
    const { batches, decisions } = transaction;
    const earlier = await decisions.claim(wanted.idempotency, wanted.id);
    if (earlier !== undefined) return earlier;
    const { id, selection, by } = wanted;
    const size = await batches.choose(id, selection);
    const batch = ChargeBatch.make(id, size, { by, at: this.clock.now() });
    await batches.add(batch, selection);
    await this.examination.examineNext(transaction, batch);
    return id;
  }
}
