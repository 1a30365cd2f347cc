/**
 * Runs `step` again and again: at once while it says there is more to do, otherwise after `intervalMs` or when nudged.
 * A step that throws is reported and tried again after the interval.
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

  private rest(): Promise<void> {
    if (this.nudged || this.stopping) return Promise.resolve();
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
