import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { PaymentGateway } from '../../application/payment/payment-gateway.port.js';
import {
  RecoverPayment,
  type Recovery,
  type RequestLimits,
} from '../../application/payment/recover-payment.command.js';
import { PollingLanes } from '../scheduling/polling-lanes.js';

/** At once, while Stripe takes it. https://docs.stripe.com/rate-limits */
const MOST_LANES = 8;
const POLL_MS = 1000;
/** A payment claimed by an instance that died is taken over after this; one whose try takes longer is tried twice, under one key. */
const LEASE_SECONDS = 30;
/** While Stripe doesn't answer our question, one payment is tried this often all the same. */
const ALL_THE_SAME_MS = 15_000;
/** A try that doesn't settle is followed by another after 2 s, 4 s, … and at this pace from then on, for ever. */
const LONGEST_DELAY_SECONDS = { young: 15, old: 180 };

/** What recovery goes by, as the environment has it. */
export class RecoveryLimits implements RequestLimits {
  constructor(
    readonly keyTtlSeconds: number,
    readonly requestSeconds: number,
  ) {}
}

/**
 * Settles payments whose outcome isn't known. Claiming one also sets the time of its next try, so that several
 * instances never work on the same one and none is forgotten if an instance dies; one that takes long holds up no
 * other. While Stripe doesn't answer, only whether it does is asked, and what is due stays due: all of it is taken up
 * as soon as it answers.
 */
@Injectable()
export class RecoveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RecoveryWorker.name);
  private readonly lanes = new PollingLanes({
    count: MOST_LANES,
    step: (lane) => this.step(lane),
    intervalMs: POLL_MS,
    onError: (error) => this.logger.error(error),
  });
  /** Fewer than there are, for a while after Stripe asked for less. */
  private lanesInUse = MOST_LANES;
  private stripeAnswers = true;
  private triedAllTheSameAt = -ALL_THE_SAME_MS;

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
    private readonly gateway: PaymentGateway,
    private readonly limits: RecoveryLimits,
  ) {}

  onApplicationBootstrap(): void {
    this.lanes.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.lanes.stop();
  }

  private async step(lane: number): Promise<'more' | 'idle'> {
    if (!this.stripeAnswers && (lane > 0 || !(await this.mayTry()))) return 'idle';
    if (lane >= this.lanesInUse) return 'idle';
    const payment = await this.claim();
    if (payment === undefined) return 'idle';
    return this.goOnAfter(await this.recover(payment));
  }

  private goOnAfter(outcome: Recovery['outcome']): 'more' | 'idle' {
    switch (outcome) {
      case 'unreachable':
        this.stripeAnswers = false;
        return 'idle';
      case 'rate_limited':
        this.lanesInUse = Math.ceil(this.lanesInUse / 2);
        return 'idle';
      default:
        this.lanesInUse = Math.min(this.lanesInUse + 1, MOST_LANES);
        return 'more';
    }
  }

  /** Stripe answers again, or an outage that leaves our question unanswered may spare what a payment needs. */
  private async mayTry(): Promise<boolean> {
    if (await this.nothingIsDue()) return false;
    this.stripeAnswers = await this.gateway.answers();
    if (this.stripeAnswers) return true;
    if (performance.now() - this.triedAllTheSameAt < ALL_THE_SAME_MS) return false;
    this.triedAllTheSameAt = performance.now();
    return true;
  }

  private async nothingIsDue(): Promise<boolean> {
    const due = await this.dataSource.query<unknown[]>(
      `SELECT FROM payments WHERE recover_at <= now() LIMIT 1`,
    );
    return due.length === 0;
  }

  private async claim(): Promise<string | undefined> {
    const [[claimed]] = await this.dataSource.query<[{ id: string }[], number]>(
      `UPDATE payments SET recover_attempts = recover_attempts + 1,
         recover_at = now() + make_interval(secs => $1)
       WHERE id = (
         SELECT id FROM payments WHERE recover_at <= now() ORDER BY recover_at LIMIT 1 FOR UPDATE SKIP LOCKED
       )
       RETURNING id`,
      [LEASE_SECONDS],
    );
    return claimed?.id;
  }

  private async recover(payment: string): Promise<Recovery['outcome']> {
    try {
      const { outcome, why } = await this.commands.execute(new RecoverPayment(payment, this.limits));
      await this.postpone(payment, why);
      return outcome;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Payment ${payment} couldn’t be settled yet: ${reason}`);
      await this.postpone(payment, reason);
      return 'open';
    }
  }

  /** Sets the next try, unless the payment has settled. `reason`: why this one came to nothing, for people. */
  private async postpone(id: string, reason?: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE payments
          SET recover_error = $2,
              recover_at = now() + make_interval(secs => (0.8 + 0.4 * random()) * least(
                CASE WHEN coalesce(operation_requested_at, requested_at) > now() - interval '1 hour'
                     THEN $3::int ELSE $4::int END,
                2 ^ least(recover_attempts, 10)))
        WHERE id = $1 AND recover_at IS NOT NULL`,
      [id, reason?.slice(0, 500) ?? null, LONGEST_DELAY_SECONDS.young, LONGEST_DELAY_SECONDS.old],
    );
  }
}
