import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { addJobsOf } from './batch-jobs.js';

/**
 * Begins to charge the bookings of a batch as they were reviewed. Starting it again is the same start. Throws
 * BatchNotFound, BatchNotInState, NothingToCharge, and BatchChanged when `seen` isn't its version.
 */
export class StartBatch extends Command<void> {
  constructor(
    readonly batch: string,
    /** The version that was looked at. */
    readonly seen: number | undefined,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(StartBatch)
export class StartBatchHandler implements ICommandHandler<StartBatch> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ batch: id, seen, by }: StartBatch): Promise<void> {
    return this.unitOfWork.run(async ({ batches, jobs }) => {
      const batch = await batches.lock(id);
      if (!batch.start(seen, { by, at: this.clock.now() })) return;
      await batches.save(batch);
      await addJobsOf(batch, jobs);
    });
  }
}
