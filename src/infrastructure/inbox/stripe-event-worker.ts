import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { PaymentGateway } from '../../application/payment/payment-gateway.port.js';
import { SyncStripeCapture } from '../../application/payment/sync-stripe-capture.command.js';
import { Metrics } from '../observability/metrics.js';
import { inParallel } from '../scheduling/in-parallel.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const BATCH = 500;
const LANES = 8;
/** Longer than applying a batch can take: an event claimed by an instance that died is taken over after this. */
const LEASE_SECONDS = 120;
const MAX_ATTEMPTS = 15;
const POLL_MS = 1000;
/** Stripe tells of one charge in several events at once; together they need one look at it. */
const GATHER_MS = 150;

interface ClaimedEvent {
  readonly id: string;
  readonly payment_intent: string;
  readonly attempts: number;
}

/**
 * Applies stored events: asks Stripe how each PaymentIntent they speak of stands now, and syncs its booking. Events
 * can come in any order and more than once; the current object is the same whichever of them led to it.
 */
@Injectable()
export class StripeEventWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StripeEventWorker.name);
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.error(error),
    GATHER_MS,
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly gateway: PaymentGateway,
    private readonly commands: CommandBus,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  nudge(): void {
    this.loop.nudge();
  }

  private async step(): Promise<'more' | 'idle'> {
    const events = await this.claim();
    await inParallel([...byPayment(events)], LANES, ([paymentIntent, about]) =>
      this.apply(paymentIntent, about),
    );
    return events.length === BATCH ? 'more' : 'idle';
  }

  private async claim(): Promise<ClaimedEvent[]> {
    const [claimed] = await this.dataSource.query<[ClaimedEvent[], number]>(
      `UPDATE stripe_events SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $1)
       WHERE id IN (
         SELECT id FROM stripe_events
         WHERE state IN ('received', 'failed') AND next_attempt_at <= now()
         ORDER BY next_attempt_at LIMIT $2
         FOR UPDATE SKIP LOCKED
       )
       RETURNING id, payment_intent, attempts`,
      [LEASE_SECONDS, BATCH],
    );
    return claimed;
  }

  private async apply(paymentIntent: string, events: readonly ClaimedEvent[]): Promise<void> {
    try {
      const said = await this.gateway.retrieve(paymentIntent);
      const { outcome } = await this.commands.execute(new SyncStripeCapture(said));
      await this.settle(events, outcome === 'unmatched' ? 'ignored' : 'applied');
      this.metrics.webhookEvents.inc({ stage: 'applied' }, events.length);
    } catch (error) {
      await this.postpone(events, error instanceof Error ? error.message : String(error));
    }
  }

  private async settle(events: readonly ClaimedEvent[], state: 'applied' | 'ignored'): Promise<void> {
    await this.dataSource.query(
      `UPDATE stripe_events SET state = $2, applied_at = now(), next_attempt_at = NULL, last_error = NULL
       WHERE id = ANY($1)`,
      [events.map((event) => event.id), state],
    );
  }

  /** Tried again after a growing while; at last parked, where people see it, without holding up others. */
  private async postpone(events: readonly ClaimedEvent[], reason: string): Promise<void> {
    this.metrics.webhookEvents.inc({ stage: 'failed' }, events.length);
    this.logger.warn(`Events ${events.map((event) => event.id).join(', ')} couldn’t be applied: ${reason}`);
    for (const { id, attempts } of events) {
      const parked = attempts >= MAX_ATTEMPTS;
      if (parked) this.logger.error(`Event ${id} is parked after ${attempts} attempts: ${reason}`);
      await this.dataSource.query(
        `UPDATE stripe_events SET state = $2, last_error = $3, next_attempt_at = now() + make_interval(secs => $4),
                parked_at = CASE WHEN $2 = 'parked' THEN now() END
         WHERE id = $1`,
        [id, parked ? 'parked' : 'failed', reason.slice(0, 500), Math.min(3600, 2 ** attempts)],
      );
    }
  }
}

function byPayment(events: readonly ClaimedEvent[]): Map<string, ClaimedEvent[]> {
  const groups = new Map<string, ClaimedEvent[]>();
  for (const event of events)
    groups.set(event.payment_intent, [...(groups.get(event.payment_intent) ?? []), event]);
  return groups;
}
