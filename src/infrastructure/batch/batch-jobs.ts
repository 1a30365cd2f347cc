import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ChargeNextInBatch } from '../../application/batch/charge-next-in-batch.command.js';
import { ExamineBatch } from '../../application/batch/examine-batch.command.js';
import type { JobData } from '../../application/shared/job-queue.port.js';
import { JobWorkers, type JobHandler } from '../jobs/job-workers.js';

/** Examines batches that are being prepared. */
@Injectable()
export class ExamineBatchJob implements JobHandler<'examine-batch'> {
  readonly name = 'examine-batch';

  constructor(
    private readonly commands: CommandBus,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ batch }: JobData['examine-batch']): Promise<void> {
    return this.commands.execute(new ExamineBatch(batch));
  }
}

/** Charges the bookings of batches, one with each job. */
@Injectable()
export class ChargeBatchJob implements JobHandler<'charge-batch'> {
  readonly name = 'charge-batch';

  constructor(
    private readonly commands: CommandBus,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ batch, lane, turn, doubts }: JobData['charge-batch']): Promise<void> {
    return this.commands.execute(new ChargeNextInBatch(batch, { lane, turn }, doubts));
  }
}
