import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ResumeBatch, ResumeBatchHandler } from '../../application/batch/resume-batch.command.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const EVERY_MS = 15_000;
/** While a booking was begun more recently than this, somebody is at the batch. */
const QUIET_SECONDS = 30;

/**
 * The jobs of an instance that was killed come back only once their time is up. Batches whose jobs it had all in hand
 * are gone on with sooner: by whoever starts at once, by others once nothing has happened for a while. A job too many
 * does no harm: the turn that it is for is over by then, or is taken up where it stands.
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

  /** Not by the bus, which knows no commands yet when the first instance of this starts. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly resume: ResumeBatchHandler,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async look(): Promise<'idle'> {
    for (const { id } of await this.abandoned()) await this.resume.execute(new ResumeBatch(id));
    this.quietSeconds = QUIET_SECONDS;
    return 'idle';
  }

  /**
   * A job that waits, if only for its time, is enough. While Stripe is asked for a payment, however slow it is, somebody is at
   * the batch too; if that one is gone, recovery settles the payment soon.
   */
  private abandoned(): Promise<{ id: string }[]> {
    return this.dataSource.query(
      `SELECT b.id FROM charge_batches b
        WHERE b.state IN ('running', 'stopping')
          AND NOT EXISTS (SELECT FROM charge_batch_items i LEFT JOIN payments p ON p.id = i.payment_id
                           WHERE i.batch_id = b.id AND i.step = 'begun' AND $1 > 0
                             AND (i.begun_at > now() - make_interval(secs => $1) OR p.state = 'requested'))
          AND NOT EXISTS (SELECT FROM pgboss.job j
                           WHERE j.name = 'charge-batch' AND j.state IN ('created', 'retry')
                             AND j.data ->> 'batch' = b.id::text)`,
      [this.quietSeconds],
    );
  }
}
