import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { addJobsOf } from './batch-jobs.js';

/** Gives the lanes of a batch their jobs again, where those are in the hands of somebody who is gone. */
export class ResumeBatch extends Command<void> {
  constructor(readonly batch: string) {
    super();
  }
}

@CommandHandler(ResumeBatch)
export class ResumeBatchHandler implements ICommandHandler<ResumeBatch> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  execute({ batch: id }: ResumeBatch): Promise<void> {
    return this.unitOfWork.run(async ({ batches, jobs }) => {
      const batch = await batches.lockIfStored(id);
      if (batch) await addJobsOf(batch, jobs);
    });
  }
}
