import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LANES } from '../../application/batch/start-batch.command.js';
import { UnitOfWork } from '../../application/shared/unit-of-work.port.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const EVERY_MS = 15_000;
/** While a booking was begun more recently than this, somebody is at the batch. */
const QUIET_SECONDS = 30;

/**
 * The jobs of an instance that was killed come back only once their time is up. Batches whose jobs it had all in hand
 * are gone on with sooner: by whoever starts at once, by others once nothing has happened for a while. A job too many
 * does no harm: it finds nothing left to do.
 */
@Injectable()
export class BatchWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BatchWatch.name);
  private quietSeconds = 0;
  private readonly loop = new PollingLoop(
    () => this.look(),
    EVERY_MS,
    (error) => this.logger.error(error),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async look(): Promise<'idle'> {
    for (const { id, open } of await this.abandoned()) {
      await this.unitOfWork.run(async ({ jobs }) => {
        for (let lane = 0; lane < Math.min(LANES, open); lane += 1)
          await jobs.add('charge-batch', { batch: id });
      });
    }
    this.quietSeconds = QUIET_SECONDS;
    return 'idle';
  }

  /** A job that waits, if only for its time, is enough. */
  private abandoned(): Promise<{ id: string; open: number }[]> {
    return this.dataSource.query(
      `SELECT b.id, b.open FROM charge_batches b
        WHERE b.state IN ('running', 'stopping')
          AND NOT EXISTS (SELECT FROM charge_batch_items i
                           WHERE i.batch_id = b.id AND i.step = 'begun'
                             AND i.begun_at > now() - make_interval(secs => $1))
          AND NOT EXISTS (SELECT FROM pgboss.job j
                           WHERE j.name = 'charge-batch' AND j.state IN ('created', 'retry')
                             AND j.data ->> 'batch' = b.id::text)`,
      [this.quietSeconds],
    );
  }
}
