import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type Stripe from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { SYSTEM } from '../../domain/shared/actor.js';
import { cardHolderOf, checkoutSessionOf, paymentIntentOf } from '../inbox/event-subject.js';
import { StripeEventStore } from '../inbox/stripe-event-store.js';
import { Metrics } from '../observability/metrics.js';
import { PollingLoop } from '../scheduling/polling-loop.js';
import { StripeLedger, type Period } from '../stripe/stripe-ledger.js';
import { MissedEvents } from './missed-events.js';
import { ReconciliationRuns } from './reconciliation-runs.js';

/** Listed again by every sweep, because an event may be listed a little after the time it carries. */
const OVERLAP_SECONDS = 300;
/** Webhooks get this long to bring an event, so that what the sweep finds was really missed. */
const PATIENCE_SECONDS = 15;
/** Stripe lists events of the last 30 days: https://docs.stripe.com/api/events */
const REACH_SECONDS = 30 * 24 * 60 * 60;
/**
 * A sweep of an instance that died is taken over after this; it is renewed with every page. Two that take the same range
 * in, because a page took longer, store each event once all the same.
 */
const LEASE_SECONDS = 20;
/** After a sweep that failed. */
const LONGEST_PAUSE_SECONDS = 60;
const POLL_MS = 1000;

/** How often a sweep runs. */
export class SweepInterval {
  constructor(readonly seconds: number) {}
}

interface Claimed extends Period {
  /** Where the last sweep ended, and with it this one's period should begin; events may not reach back so far. */
  readonly from: Date;
}

interface Swept {
  readonly seen: number;
  readonly missed: number;
  /** What Stripe's clock said: nothing that it creates later has been seen, whatever our own clock says. */
  readonly askedAt?: Date;
}

/**
 * Asks Stripe for its events since the last sweep, puts right what they speak of where no webhook brought them, and
 * stores them. One instance sweeps at a time. Where events don't reach back to the last sweep, a deep run looks at the
 * time between.
 */
@Injectable()
export class EventSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventSweep.name);
  private readonly stopping = new AbortController();
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.warn(`The sweep of Stripe’s events goes on later: ${String(error)}`),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: StripeLedger,
    private readonly events: StripeEventStore,
    private readonly missed: MissedEvents,
    private readonly runs: ReconciliationRuns,
    private readonly interval: SweepInterval,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    return this.loop.stop();
  }

  private async step(): Promise<'idle'> {
    const period = await this.claim();
    if (!period) return 'idle';
    try {
      await this.finish(period, await this.sweep(period));
    } catch (error) {
      await this.tryAgainSoon(error);
      throw error;
    }
    return 'idle';
  }

  /** The database's clock tells the time, which all instances share. Seconds, as Stripe counts them. */
  private async claim(): Promise<Claimed | undefined> {
    const [[claimed]] = await this.dataSource.query<[Claimed[], number]>(
      `UPDATE event_sweep_cursor SET next_at = now() + make_interval(secs => $1)
        WHERE next_at <= now()
       RETURNING reached - make_interval(secs => $2) AS from,
                 greatest(reached - make_interval(secs => $2), now() - make_interval(secs => $3)) AS since,
                 now() - make_interval(secs => $4) AS until`,
      [LEASE_SECONDS, OVERLAP_SECONDS, REACH_SECONDS, this.patience],
    );
    return claimed;
  }

  private get patience(): number {
    return Math.min(PATIENCE_SECONDS, this.interval.seconds);
  }

  /** No event tells of that time any more. In the transaction that moves the cursor on: asked for once, and not forgotten. */
  private async askAboutGap(manager: EntityManager, { from, since }: Claimed): Promise<void> {
    this.logger.warn(
      `Events don’t reach back to ${from.toISOString()}: Stripe’s objects since then are checked.`,
    );
    await manager.query(
      `INSERT INTO reconciliations (id, kind, state, since, until, asked_by, next_at)
       VALUES ($1, 'deep', 'waiting', $2, $3::timestamptz + make_interval(secs => $4), $5, now())`,
      [uuid(), from, since, OVERLAP_SECONDS, JSON.stringify(SYSTEM)],
    );
  }

  private async sweep(period: Period): Promise<Swept> {
    const ledger = this.ledger.until(this.stopping.signal);
    let swept: Swept & { unmatched: number } = { seen: 0, missed: 0, unmatched: 0 };
    let run: Promise<string> | undefined;
    const search = { run: () => (run ??= this.runs.record('events', period)), dryRun: false };
    let after: string | undefined;
    // Newest first. The cursor moves only when all of the range is stored, so a sweep that ends early is done again.
    do {
      const page = await ledger.events(period, after);
      after = page.next;
      const missed = await this.missedOf(page.items, paymentIntentOf);
      for (const event of await this.missedOf(
        page.items,
        (each) => cardHolderOf(each) ?? checkoutSessionOf(each),
      ))
        await this.events.add(event, JSON.stringify(event));
      const unmatched = missed.length > 0 ? await this.missed.takeIn(missed, ledger, search) : 0;
      swept = {
        seen: swept.seen + page.items.length,
        missed: swept.missed + missed.length,
        askedAt: swept.askedAt ?? page.askedAt,
        unmatched: swept.unmatched + unmatched,
      };
      if (missed.length > 0) await this.runs.count(await search.run(), swept);
      if (after !== undefined) await this.renew();
    } while (after !== undefined);
    if (run) await this.runs.count(await run, swept);
    return swept;
  }

  /**
   * Only those that speak of a payment, or of a customer's cards: an endpoint isn't told of others as a rule. What they
   * tell of cards and pages is looked up like what a webhook brings; nobody's money differed by it.
   */
  private async missedOf(
    page: readonly Stripe.Event[],
    subjectOf: (event: Stripe.Event) => string | undefined,
  ): Promise<Stripe.Event[]> {
    const about = page.filter((event) => subjectOf(event) !== undefined);
    if (about.length === 0) return [];
    const unknown = await this.events.unknown(about.map(({ id }) => id));
    return about.filter(({ id }) => unknown.has(id));
  }

  private async finish(claimed: Claimed, { seen, missed, askedAt }: Swept): Promise<void> {
    if (missed > 0) {
      this.metrics.webhookEvents.inc({ stage: 'swept' }, missed);
      this.logger.warn(`No webhook had brought ${missed} of ${seen} events; what they tell was looked up.`);
    }
    await this.dataSource.transaction(async (manager) => {
      if (claimed.from < claimed.since) await this.askAboutGap(manager, claimed);
      await manager.query(
        `UPDATE event_sweep_cursor
            SET reached = greatest(reached, least($1::timestamptz, $5::timestamptz - make_interval(secs => $6))),
                finished_at = now(), seen = $3, missed = $4, error = NULL,
                next_at = now() + make_interval(secs => $2)`,
        [claimed.until, this.interval.seconds, seen, missed, askedAt ?? claimed.until, this.patience],
      );
    });
  }

  private async renew(): Promise<void> {
    await this.dataSource.query(`UPDATE event_sweep_cursor SET next_at = now() + make_interval(secs => $1)`, [
      LEASE_SECONDS,
    ]);
  }

  /** The cursor stays: nothing is skipped. An instance that stops leaves it to the others at once. */
  private async tryAgainSoon(error: unknown): Promise<void> {
    const stopping = this.stopping.signal.aborted;
    const pause = stopping ? 0 : Math.min(LONGEST_PAUSE_SECONDS, this.interval.seconds);
    const reason = error instanceof Error ? error.message : String(error);
    await this.dataSource.query(
      `UPDATE event_sweep_cursor SET next_at = now() + make_interval(secs => $1), error = coalesce($2, error)`,
      [pause, stopping ? null : reason.slice(0, 500)],
    );
  }
}
