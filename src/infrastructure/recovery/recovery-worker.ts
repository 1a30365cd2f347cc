import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { RecoverPayment } from '../../application/payment/recover-payment.command.js';
import { inParallel } from '../scheduling/in-parallel.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const BATCH = 50;
const LANES = 4;
const POLL_MS = 1000;
/** Longer than one try can take: a payment claimed by an instance that died is taken over after this. */
const LEASE_SECONDS = 60;
/** A try that doesn't settle is followed by another after 2 s, 4 s, … and every three minutes from then on, for ever. */
const LONGEST_DELAY_SECONDS = 180;

/** How long an idempotency key is relied upon. */
export class KeyTtl {
  constructor(readonly seconds: number) {}
}

/**
 * Settles payments whose outcome isn't known. Claiming one also sets the time of its next try, so that several
 * instances never work on the same one and none is forgotten if an instance dies.
 */
@Injectable()
export class RecoveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RecoveryWorker.name);
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.error(error),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
    private readonly keyTtl: KeyTtl,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<'more' | 'idle'> {
    const payments = await this.claim();
    await inParallel(payments, LANES, async ({ id }) => {
      try {
        await this.commands.execute(new RecoverPayment(id, this.keyTtl.seconds));
      } catch (error) {
        this.logger.warn(
          `Payment ${id} couldn’t be settled yet: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      await this.postpone(id);
    });
    return payments.length === BATCH ? 'more' : 'idle';
  }

  private async claim(): Promise<{ id: string }[]> {
    const [claimed] = await this.dataSource.query<[{ id: string }[], number]>(
      `UPDATE payments SET recover_attempts = recover_attempts + 1,
         recover_at = now() + make_interval(secs => $1)
       WHERE id IN (
         SELECT id FROM payments WHERE recover_at <= now() ORDER BY recover_at LIMIT $2 FOR UPDATE SKIP LOCKED
       )
       RETURNING id`,
      [LEASE_SECONDS, BATCH],
    );
    return claimed;
  }

  /** Sets the next try, unless the payment has settled. */
  private async postpone(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE payments SET recover_at = now() + make_interval(secs => least($2, 2 ^ least(recover_attempts, 10)))
       WHERE id = $1 AND recover_at IS NOT NULL`,
      [id, LONGEST_DELAY_SECONDS],
    );
  }
}
