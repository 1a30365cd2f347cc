import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PollingLoop } from '../scheduling/polling-loop.js';
import { StripeLedger } from '../stripe/stripe-ledger.js';
import { ReconciliationRuns } from './reconciliation-runs.js';
import { Reconciler } from './reconciler.js';

const POLL_MS = 5000;
const BATCH = 20;
/** How long after a hold's end Stripe's word on it is awaited, and how often it is asked for from then on. */
const PATIENCE_SECONDS = 60 * 60;

/** After a look that failed. */
const PAUSE_SECONDS = 60;

interface OverdueHold {
  readonly id: string;
  readonly payment_intent: string;
  readonly capture_before: Date;
}

/**
 * Asks Stripe about holds that should be over and of whose end no event told. That the time is over proves nothing: a
 * hold expires when Stripe says so. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
@Injectable()
export class OverdueHolds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OverdueHolds.name);
  private readonly stopping = new AbortController();
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.warn(`Holds that should be over are looked up later: ${String(error)}`),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: StripeLedger,
    private readonly reconciler: Reconciler,
    private readonly runs: ReconciliationRuns,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    return this.loop.stop();
  }

  private async step(): Promise<'more' | 'idle'> {
    const holds = await this.claim();
    const ledger = this.ledger.until(this.stopping.signal);
    let run: Promise<string> | undefined;
    const first = holds[0]?.capture_before ?? new Date();
    const search = {
      run: () => (run ??= this.runs.record('holds', { since: first, until: new Date() })),
      dryRun: false,
    };
    for (const [index, hold] of holds.entries()) {
      try {
        const said = await ledger.payment(hold.payment_intent);
        if (said) await this.reconciler.settle(said, search);
      } catch (error) {
        await this.lookSoon(holds.slice(index));
        throw error;
      }
    }
    if (run) await this.runs.count(await run, { seen: holds.length, missed: 0, unmatched: 0 });
    return holds.length === BATCH ? 'more' : 'idle';
  }

  /** Claiming sets the next look, so that instances never look at the same one. */
  private async claim(): Promise<OverdueHold[]> {
    const [claimed] = await this.dataSource.query<[OverdueHold[], number]>(
      `UPDATE payments SET hold_looked_at = now()
        WHERE id IN (
          SELECT id FROM payments
           WHERE state = 'authorized' AND payment_intent IS NOT NULL
             AND capture_before < now() - make_interval(secs => $1)
             AND (hold_looked_at IS NULL OR hold_looked_at < now() - make_interval(secs => $1))
           ORDER BY capture_before LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
       RETURNING id, payment_intent, capture_before`,
      [PATIENCE_SECONDS],
    );
    return claimed;
  }

  /** Those that a failure kept from being looked up don't wait for an hour. */
  private async lookSoon(holds: readonly OverdueHold[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE payments SET hold_looked_at = now() - make_interval(secs => $2) WHERE id = ANY($1)`,
      [holds.map(({ id }) => id), PATIENCE_SECONDS - PAUSE_SECONDS],
    );
  }
}
