import { setTimeout as pause } from 'node:timers/promises';

/**
 * Runs `step` again and again: at once while it says there is more to do, otherwise after `intervalMs` or when nudged.
 * A step that throws is reported and tried again after the interval. What comes within `gatherMs` of a nudge is left
 * for one step together.
 */
export class PollingLoop {
  private running: Promise<void> | undefined;
  private stopping = false;
  private nudged = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly step: () => Promise<'more' | 'idle'>,
    private readonly intervalMs: number,
    private readonly onError: (error: unknown) => void,
    private readonly gatherMs = 0,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** There may be work now: don't wait for the interval. */
  nudge(): void {
    this.nudged = true;
    this.wake?.();
  }

  /** Finishes the step under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.nudged = false;
      if ((await this.tryStep()) === 'idle') await this.rest();
    }
  }

  private async tryStep(): Promise<'more' | 'idle'> {
    try {
      return await this.step();
    } catch (error) {
      if (!this.stopping) this.onError(error);
      return 'idle';
    }
  }

  private async rest(): Promise<void> {
    if (!this.nudged && !this.stopping) await this.idle();
    if (this.nudged && !this.stopping && this.gatherMs > 0) await pause(this.gatherMs);
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, this.intervalMs);
      this.wake = done;
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
