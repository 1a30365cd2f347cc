import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type PgBoss from 'pg-boss';
import { DataSource } from 'typeorm';
import type { JobData, JobName } from '../../application/shared/job-queue.port.js';
import { PollingLanes } from '../scheduling/polling-lanes.js';
import { JOB_QUEUES } from './job-queues.js';
import { JobSignals } from './job-signals.js';
import { createBoss } from './pg-boss.js';

const POLL_MS = 2000;

/** Does the jobs of one queue. One that throws is done again later, so `handle` must know its own traces. */
export interface JobHandler<Name extends JobName = JobName> {
  readonly name: Name;
  handle(data: JobData[Name]): Promise<void>;
}

/**
 * Takes jobs from their queues and hands each to the handler of its kind, which registers itself when it is made. Any
 * number of instances may do so: a job is claimed with SKIP LOCKED, and one whose instance died is handed out again
 * once its time is up. At the end what is under way is finished, and nothing new begun.
 */
@Injectable()
export class JobWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobWorkers.name);
  private readonly boss: PgBoss;
  private readonly queues: PollingLanes[] = [];
  private stopping = false;

  constructor(
    dataSource: DataSource,
    private readonly signals: JobSignals,
  ) {
    this.boss = createBoss(dataSource);
    this.boss.on('error', (error) => {
      if (!this.stopping) this.logger.warn(`The job queue couldn’t be tidied: ${error.message}`);
    });
  }

  register<Name extends JobName>(handler: JobHandler<Name>): void {
    const lanes = new PollingLanes({
      count: JOB_QUEUES[handler.name].lanes,
      step: () => this.step(handler),
      intervalMs: POLL_MS,
      onError: (error) => this.logger.error(error),
    });
    this.signals.on(handler.name, () => lanes.nudge());
    this.queues.push(lanes);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start();
    for (const queue of this.queues) queue.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.queues.map((queue) => queue.stop()));
    await this.boss.stop({ graceful: false, close: false });
  }

  private async step<Name extends JobName>(handler: JobHandler<Name>): Promise<'more' | 'idle'> {
    const [job] = await this.boss.fetch<JobData[Name]>(handler.name);
    if (!job) return 'idle';
    try {
      await handler.handle(job.data);
    } catch (error) {
      this.logger.error(error);
      await this.boss.fail(handler.name, job.id, { message: reasonOf(error) });
      return 'more';
    }
    await this.boss.complete(handler.name, job.id);
    return 'more';
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
