import { setTimeout as pause } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type Stripe from 'stripe';
import { ApplyStripeEvents, type OpenEvent } from '../../application/inbox/apply-stripe-events.command.js';
import { Metrics } from '../observability/metrics.js';
import { PollingLoop } from '../scheduling/polling-loop.js';
import { contentOf } from '../stripe/event-content.js';
import { PAYMENT_METADATA } from '../stripe/payment-report.js';
import { StripeEventQueue, type ClaimedPayload } from './stripe-event-queue.js';
import { StripeLookUpWorker } from './stripe-look-up-worker.js';

const BATCH = 250;
/** So many events arriving during a batch make a burst: for each moment of work, four are left to those who store it. */
const BURST = 25;
const STEP_ASIDE = 4;
const LONGEST_STEP_ASIDE_MS = 500;
const POLL_MS = 1000;
/** Stripe tells of one charge in several events at once; together they need one look at it. */
const GATHER_MS = 150;
/** Stripe may tell of a payment of ours before its answer is recorded: then the event is news no more. */
const OWN_ANSWER_SECONDS = 1;
/** An event that ended the process this often while it was read isn't read again. */
const MAX_READINGS = 3;

/**
 * Applies stored events by what they say themselves, batch by batch and without asking Stripe; what they leave open is
 * looked up by StripeLookUpWorker. While a burst arrives, storing it comes first. See docs/adr/0007.
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

  private arrivals = 0;

  constructor(
    private readonly queue: StripeEventQueue,
    private readonly lookUps: StripeLookUpWorker,
    private readonly commands: CommandBus,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  /** Told of every event that was stored. */
  arrived(speaksOfPayment: boolean): void {
    this.arrivals += 1;
    if (speaksOfPayment) this.loop.nudge();
  }

  private async step(): Promise<'more' | 'idle'> {
    const begun = performance.now();
    this.arrivals = 0;
    const left = await this.applyNext();
    if (this.arrivals >= BURST)
      await pause(Math.min(STEP_ASIDE * (performance.now() - begun), LONGEST_STEP_ASIDE_MS));
    return left;
  }

  private async applyNext(): Promise<'more' | 'idle'> {
    const claimed = await this.queue.claimUnread(BATCH);
    if (claimed.length === 0) return 'idle';
    const events = claimed.flatMap((event) => read(event) ?? []);
    const readable = new Set(events.map(({ news }) => news.id));
    const unreadable = claimed.map(({ id }) => id).filter((id) => !readable.has(id));
    const { settled, open } = await this.commands.execute(
      new ApplyStripeEvents(events.map(({ news }) => news)),
    );
    await this.queue.settle(settled, 'applied');
    this.metrics.webhookEvents.inc({ stage: 'applied' }, settled.length);
    await this.passOn(open, new Map(events.map((event) => [event.news.id, event])), unreadable);
    return claimed.length === BATCH ? 'more' : 'idle';
  }

  private async passOn(
    open: readonly OpenEvent[],
    read: ReadonlyMap<string, ReadEvent>,
    unreadable: readonly string[],
  ): Promise<void> {
    for (const { id, error } of open)
      if (error !== undefined) this.logger.warn(`Event ${id} is looked up instead: ${error.message}`);
    const early = open.filter(({ id, isKnown }) => !isKnown && read.get(id)?.mayBeAnswered === true);
    const others = open.filter((event) => !early.includes(event));
    const lookUps = [...others.map(({ id }) => id), ...unreadable];
    await this.queue.readAgainIn(
      OWN_ANSWER_SECONDS,
      early.map(({ id }) => id),
    );
    await this.queue.needLookUp(lookUps);
    if (lookUps.length > 0) this.lookUps.nudge();
  }
}

type ReadEvent = NonNullable<ReturnType<typeof read>>;

/** Undefined for one that can't be read, or that perhaps ended the process that tried. */
function read({ id, payment_intent: paymentIntent, payload, attempts }: ClaimedPayload) {
  const event = attempts > MAX_READINGS ? undefined : parsed(payload);
  if (!event) return undefined;
  const { metadata } = event.data.object as { metadata?: Record<string, unknown> | null };
  return {
    news: { id, paymentIntent, content: contentOf(event) },
    /** It is about a payment of ours, and heard for the first time. */
    mayBeAnswered: attempts === 1 && typeof metadata?.[PAYMENT_METADATA] === 'string',
  };
}

function parsed(payload: string): Stripe.Event | undefined {
  try {
    const event = JSON.parse(payload) as Stripe.Event | { readonly data?: undefined };
    return event.data?.object ? event : undefined;
  } catch {
    return undefined;
  }
}
