import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ChargeNextInBatch } from '../../application/batch/charge-next-in-batch.command.js';
import { ExamineBatch } from '../../application/batch/examine-batch.command.js';
import type { JobData } from '../../application/shared/job-queue.port.js';
import { UnitOfWork } from '../../application/shared/unit-of-work.port.js';
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
export class ChargeBatchJob implements JobHandler<'charge-batch'>, OnApplicationBootstrap {
  readonly name = 'charge-batch';

  constructor(
    private readonly commands: CommandBus,
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ batch, doubts }: JobData['charge-batch']): Promise<void> {
    return this.commands.execute(new ChargeNextInBatch(batch, doubts));
  }

  /** The jobs of an instance that was killed come back only once their time is up: whoever starts goes on at once. */
  async onApplicationBootstrap(): Promise<void> {
    const underWay = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM charge_batches WHERE state IN ('running', 'stopping')`,
    );
    for (const { id } of underWay)
      await this.unitOfWork.run(({ jobs }) => jobs.add('charge-batch', { batch: id }));
  }
}
