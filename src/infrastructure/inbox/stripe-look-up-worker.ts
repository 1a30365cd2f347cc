import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { SyncCards } from '../../application/customer/sync-cards.command.js';
import { GatewayUnavailable } from '../../application/payment/gateway-errors.js';
import { PaymentGateway } from '../../application/payment/payment-gateway.port.js';
import { SyncCheckout } from '../../application/payment/sync-checkout.command.js';
import { SyncStripeCapture } from '../../application/payment/sync-stripe-capture.command.js';
import { StorageUnavailable } from '../../application/shared/storage-unavailable.js';
import { Metrics } from '../observability/metrics.js';
import { PollingLanes } from '../scheduling/polling-lanes.js';
import {
  MAX_ATTEMPTS,
  StripeEventQueue,
  type ClaimedEvent,
  type ClaimedLookUp,
} from './stripe-event-queue.js';

/** Looks at a time: with Stripe's usual answer times well under its 25 a second. https://docs.stripe.com/rate-limits */
const LANES = 4;
const POLL_MS = 1000;
const GATHER_MS = 50;
const CUSTOMER_STORED_SECONDS = 5;

/**
 * Settles what events leave open: asks Stripe how each PaymentIntent they speak of stands now, and syncs its booking;
 * or which cards a customer has now.
 * While Stripe doesn't answer, only whether it does is asked: an outage of any length parks nothing.
 */
@Injectable()
export class StripeLookUpWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StripeLookUpWorker.name);
  private readonly lanes = new PollingLanes({
    count: LANES,
    step: (lane) => this.step(lane),
    intervalMs: POLL_MS,
    gatherMs: GATHER_MS,
    onError: (error) => this.logger.error(error),
  });
  private stripeAnswers = true;

  constructor(
    private readonly queue: StripeEventQueue,
    private readonly gateway: PaymentGateway,
    private readonly commands: CommandBus,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.lanes.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.lanes.stop();
  }

  nudge(): void {
    this.lanes.nudge();
  }

  private async step(lane: number): Promise<'more' | 'idle'> {
    if (!this.stripeAnswers) {
      if (lane > 0 || !(await this.queue.hasLookUpsDue())) return 'idle';
      this.stripeAnswers = await this.gateway.answers();
      if (!this.stripeAnswers) return 'idle';
    }
    const events = await this.queue.claimLookUp();
    const [first] = events;
    if (!first) return 'idle';
    await this.lookUp(first, events);
    return 'more';
  }

  private async lookUp(subject: ClaimedLookUp, events: readonly ClaimedEvent[]): Promise<void> {
    const broken = events.filter(({ attempts }) => attempts > MAX_ATTEMPTS);
    if (broken.length > 0) await this.fail(broken, 'Every attempt ended without an answer of any kind.');
    const others = events.filter((event) => !broken.includes(event));
    if (others.length === 0) return;
    try {
      const ids = others.map(({ id }) => id);
      const outcome = await this.take(subject, others);
      if (outcome === 'early') return await this.queue.readAgainIn(CUSTOMER_STORED_SECONDS, ids);
      await this.queue.settle(ids, outcome);
      this.metrics.webhookEvents.inc({ stage: 'applied' }, others.length);
    } catch (error) {
      await this.putOff(others, error);
    }
  }

  private async take(
    { payment_intent: paymentIntent, stripe_customer: customer, checkout_session: session }: ClaimedLookUp,
    events: readonly ClaimedEvent[],
  ): Promise<'applied' | 'ignored' | 'early'> {
    if (paymentIntent !== null) {
      const said = await this.gateway.retrieve(paymentIntent);
      const { outcome } = await this.commands.execute(new SyncStripeCapture(said));
      return outcome === 'unmatched' ? 'ignored' : 'applied';
    }
    if (session !== null) return this.commands.execute(new SyncCheckout(session));
    if (customer === null) return 'ignored';
    if ((await this.commands.execute(new SyncCards(customer))) === 'synced') return 'applied';
    // Stripe may tell of a customer whom we are just about to store as one of ours.
    return events.some(({ attempts }) => attempts === 1) ? 'early' : 'ignored';
  }

  private async putOff(events: readonly ClaimedEvent[], error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof GatewayUnavailable || error instanceof StorageUnavailable))
      return this.fail(events, reason);
    this.stripeAnswers = false;
    await this.queue.waitOut(events, reason);
  }

  private async fail(events: readonly ClaimedEvent[], reason: string): Promise<void> {
    const ids = events.map(({ id }) => id).join(', ');
    this.logger.warn(`Events ${ids} couldn’t be applied: ${reason}`);
    const parked = await this.queue.postponeOrPark(events, reason);
    this.metrics.webhookEvents.inc({ stage: 'failed' }, events.length);
    this.metrics.webhookEvents.inc({ stage: 'parked' }, parked.length);
    for (const id of parked)
      this.logger.error(
        `Event ${id} is parked after ${MAX_ATTEMPTS} attempts, for a person to decide: ${reason}`,
      );
  }
}
