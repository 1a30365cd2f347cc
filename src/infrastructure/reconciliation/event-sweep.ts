import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { StripeEventStore } from '../inbox/stripe-event-store.js';
import { Metrics } from '../observability/metrics.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

/** Listed again by every sweep, because an event may be listed a little after the time it carries. */
const OVERLAP_SECONDS = 300;
/** Webhooks get this long to bring an event, so that what the sweep finds was really missed. */
const PATIENCE_SECONDS = 15;
/** Stripe lists events of the last 30 days: https://docs.stripe.com/api/events */
const REACH_SECONDS = 30 * 24 * 60 * 60;
/** A sweep of an instance that died is taken over after this; a living one is far quicker, or goes on next time. */
const LEASE_SECONDS = 300;
/** After a sweep that failed. */
const LONGEST_PAUSE_SECONDS = 60;
const POLL_MS = 1000;
const PAGE = 100;

/** How often a sweep runs. */
export class SweepInterval {
  constructor(readonly seconds: number) {}
}

interface Range {
  readonly since: number;
  readonly until: number;
}

/**
 * Asks Stripe for its events since the last sweep and stores those that no webhook brought; they are then applied as
 * any other. One instance sweeps at a time.
 */
@Injectable()
export class EventSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventSweep.name);
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.warn(`The sweep of Stripe’s events goes on later: ${String(error)}`),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly stripe: Stripe,
    private readonly events: StripeEventStore,
    private readonly interval: SweepInterval,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<'idle'> {
    const range = await this.claim();
    if (!range) return 'idle';
    try {
      const { seen, missed } = await this.sweep(range);
      await this.finish(range, seen, missed);
    } catch (error) {
      await this.tryAgainSoon();
      throw error;
    }
    return 'idle';
  }

  /** The database's clock tells the time, which all instances share. Seconds, as Stripe counts them. */
  private async claim(): Promise<Range | undefined> {
    const patience = Math.min(PATIENCE_SECONDS, this.interval.seconds);
    const [[claimed]] = await this.dataSource.query<[{ since: string; until: string }[], number]>(
      `UPDATE event_sweep_cursor SET next_at = now() + make_interval(secs => $1)
        WHERE next_at <= now()
       RETURNING floor(greatest(extract(epoch FROM reached) - $2, extract(epoch FROM now()) - $3)) AS since,
                 floor(extract(epoch FROM now()) - $4) AS until`,
      [LEASE_SECONDS, OVERLAP_SECONDS, REACH_SECONDS, patience],
    );
    return claimed && { since: Number(claimed.since), until: Number(claimed.until) };
  }

  private async sweep({ since, until }: Range): Promise<{ seen: number; missed: number }> {
    let [seen, missed] = [0, 0];
    let page: Stripe.Event[] = [];
    const takeIn = async () => {
      seen += page.length;
      missed += await this.storeMissed(page);
      page = [];
    };
    // Newest first. The cursor moves only when all of the range is stored, so a sweep that ends early is done again.
    for await (const event of this.stripe.events.list({
      created: { gte: since, lte: until },
      limit: PAGE,
    })) {
      page.push(event);
      if (page.length === PAGE) await takeIn();
    }
    await takeIn();
    return { seen, missed };
  }

  private async storeMissed(page: readonly Stripe.Event[]): Promise<number> {
    if (page.length === 0) return 0;
    const unknown = await this.events.unknown(page.map(({ id }) => id));
    let stored = 0;
    for (const event of page.filter(({ id }) => unknown.has(id))) {
      if (await this.events.add(event, JSON.stringify(event))) stored += 1;
    }
    return stored;
  }

  private async finish({ since, until }: Range, seen: number, missed: number): Promise<void> {
    if (missed > 0) await this.report({ since, until }, seen, missed);
    await this.dataSource.query(
      `UPDATE event_sweep_cursor SET reached = greatest(reached, to_timestamp($1)), finished_at = now(),
              next_at = now() + make_interval(secs => $2)`,
      [until, this.interval.seconds],
    );
  }

  private async report({ since, until }: Range, seen: number, missed: number): Promise<void> {
    this.metrics.webhookEvents.inc({ stage: 'swept' }, missed);
    this.logger.warn(`No webhook had brought ${missed} of ${seen} events; they are applied now.`);
    await this.dataSource.query(
      `INSERT INTO event_sweep_findings (since, until, seen, missed)
       VALUES (to_timestamp($1), to_timestamp($2), $3, $4)`,
      [since, until, seen, missed],
    );
  }

  /** The cursor stays: nothing is skipped. */
  private async tryAgainSoon(): Promise<void> {
    await this.dataSource.query(`UPDATE event_sweep_cursor SET next_at = now() + make_interval(secs => $1)`, [
      Math.min(LONGEST_PAUSE_SECONDS, this.interval.seconds),
    ]);
  }
}
