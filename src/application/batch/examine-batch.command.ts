import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ChargeBatch } from '../../domain/batch/charge-batch.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { reviewCharge } from './review-charge.js';

/** So many bookings are examined in one transaction. */
const AT_ONCE = 250;

/** Examines the next bookings of a batch that is being prepared, and sees to it that the others come after. */
export class ExamineBatch extends Command<void> {
  constructor(readonly batch: string) {
    super();
  }
}

@CommandHandler(ExamineBatch)
export class ExamineBatchHandler implements ICommandHandler<ExamineBatch> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  execute({ batch: id }: ExamineBatch): Promise<void> {
    return this.unitOfWork.run(async (transaction) => {
      const batch = await transaction.batches.lock(id);
      if (batch.state === 'preparing') await this.examineNext(transaction, batch);
    });
  }

  /** Within the transaction in which the batch was made or locked. */
  async examineNext({ batches, jobs }: Transaction, batch: ChargeBatch): Promise<void> {
    const cause = { by: batch.chargedBy, at: this.clock.now() };
    const items = (await batches.toExamine(batch.id, AT_ONCE)).map((item) =>
      reviewCharge(item, (amount) => this.gateway.requireAcceptable(amount), cause),
    );
    await batches.saveExamined(batch.id, items);
    const chargeable = items.flatMap(({ verdict }) => (verdict.step === 'waiting' ? [verdict.amount] : []));
    batch.examine(items.length, chargeable);
    await batches.save(batch);
    if (batch.state === 'preparing') await jobs.add('examine-batch', { batch: batch.id });
  }
}
