import { PollingLoop } from './polling-loop.js';

interface Lanes {
  readonly count: number;
  /** Does the next piece of work that is due, if any: `more` when there was one. */
  readonly step: (lane: number) => Promise<'more' | 'idle'>;
  readonly intervalMs: number;
  readonly gatherMs?: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Several loops that take from one queue, each at its own pace: a piece of work that takes long holds up only its own
 * lane. While there is nothing to do the first looks every interval, the second every other, and so on; one that
 * finds something wakes the next.
 */
export class PollingLanes {
  private readonly loops: readonly PollingLoop[];

  constructor({ count, step, intervalMs, gatherMs, onError }: Lanes) {
    this.loops = Array.from({ length: count }, (_, lane) => {
      const next = async () => {
        const found = await step(lane);
        if (found === 'more') this.loops[lane + 1]?.nudge();
        return found;
      };
      return new PollingLoop(next, intervalMs * (lane + 1), onError, lane === 0 ? gatherMs : 0);
    });
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  /** There may be work now: don't wait for the interval. */
  nudge(): void {
    for (const loop of this.loops) loop.nudge();
  }

  /** Finishes the steps under way. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
