import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * Once this is answered no payment of the batch's is decided on any more; what was decided by then ends by itself. One
 * that never started is discarded. Stopping what is over changes nothing. Throws BatchNotFound.
 */
export class StopBatch extends Command<void> {
  constructor(
    readonly batch: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(StopBatch)
export class StopBatchHandler implements ICommandHandler<StopBatch> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ batch: id, by }: StopBatch): Promise<void> {
    return this.unitOfWork.run(async ({ batches }) => {
      const batch = await batches.lock(id);
      const now = this.clock.now();
      batch.stop(await batches.stopWaiting(id, now), { by, at: now });
      await batches.save(batch);
    });
  }
}
