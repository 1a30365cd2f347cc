import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CloseDeclinedPayment } from '../../application/payment/close-declined-payment.command.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const POLL_MS = 1000;
/** What an instance had in hand that died is taken over after this; closing twice is closing once. */
const LEASE_SECONDS = 30;
const LONGEST_DELAY_SECONDS = 600;

interface Claimed {
  readonly id: string;
  readonly payment_intent: string;
}

/** Cancels in Stripe what was declined, one at a time and beside everything else: no charge waits for it. */
@Injectable()
export class DeclinesWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeclinesWorker.name);
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.warn(`What was declined is closed in Stripe later: ${String(error)}`),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<'more' | 'idle'> {
    const claimed = await this.claim();
    if (!claimed) return 'idle';
    const outcome = await this.commands.execute(new CloseDeclinedPayment(claimed.id, claimed.payment_intent));
    if (outcome === 'closed') {
      await this.dataSource.query(`UPDATE payments SET close_at = NULL WHERE id = $1`, [claimed.id]);
      return 'more';
    }
    await this.dataSource.query(
      `UPDATE payments
          SET close_at = now() + make_interval(secs => (0.8 + 0.4 * random()) * least($2, 2 ^ least(close_attempts, 10)))
        WHERE id = $1 AND close_at IS NOT NULL`,
      [claimed.id, LONGEST_DELAY_SECONDS],
    );
    return 'idle';
  }

  private async claim(): Promise<Claimed | undefined> {
    const [[claimed]] = await this.dataSource.query<[Claimed[], number]>(
      `UPDATE payments SET close_attempts = close_attempts + 1, close_at = now() + make_interval(secs => $1)
        WHERE id = (
          SELECT id FROM payments WHERE close_at <= now() ORDER BY close_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, payment_intent`,
      [LEASE_SECONDS],
    );
    return claimed;
  }
}
