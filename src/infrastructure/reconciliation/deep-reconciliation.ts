import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PollingLoop } from '../scheduling/polling-loop.js';
import { DeepPass } from './deep-pass.js';
import { ReconciliationRuns, RUN_LEASE_SECONDS, RunLost, type HeldRun } from './reconciliation-runs.js';

const POLL_MS = 1000;

/** Does the deep runs that were asked for, one at a time across all instances. */
@Injectable()
export class DeepReconciliation implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeepReconciliation.name);
  private readonly stopping = new AbortController();
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.error(error),
  );

  constructor(
    private readonly runs: ReconciliationRuns,
    private readonly pass: DeepPass,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** The page under way is left where it is; whoever comes next does it again. */
  beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    return this.loop.stop();
  }

  private async step(): Promise<'more' | 'idle'> {
    const run = await this.runs.claim();
    if (!run) return 'idle';
    const lost = new AbortController();
    const keep = () => this.runs.renew(run).catch((error: unknown) => lost.abort(error));
    const heartbeat = setInterval(() => void keep(), (RUN_LEASE_SECONDS * 1000) / 3);
    try {
      await this.pass.walk(run, AbortSignal.any([lost.signal, this.stopping.signal]));
      this.tell(run, await this.runs.finish(run));
      return 'more';
    } catch (error) {
      await this.interrupt(run, error);
      return 'idle';
    } finally {
      clearInterval(heartbeat);
    }
  }

  private async interrupt(run: HeldRun, error: unknown): Promise<void> {
    if (error instanceof RunLost) return this.logger.warn(error.message);
    const stopping = this.stopping.signal.aborted;
    const reason = stopping ? 'Purser was stopped.' : error instanceof Error ? error.message : String(error);
    if (!stopping) this.logger.warn(`The check ${run.id} goes on later: ${reason}`);
    await this.runs.interrupt(run, reason, stopping);
  }

  private tell({ id }: HeldRun, { drifted, healed }: { drifted: number; healed: number }): void {
    if (drifted === 0) return;
    this.logger.warn(
      `The check ${id} found ${drifted} payments that differed from Stripe; ${healed} put right.`,
    );
  }
}
