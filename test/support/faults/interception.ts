type Verdict = 'proceed' | 'cut';

/** Something on its way through a proxy, stopped at a chosen moment until the test says how it goes on. */
export class Interception {
  /** Resolves when it has come to that moment; it stays there. */
  readonly reached: Promise<void>;
  /** Resolves when it has gone through to the other side, if it was let. */
  readonly passed: Promise<void>;
  private readonly verdict: Promise<Verdict>;
  private reach: () => void = () => undefined;
  private pass: () => void = () => undefined;
  private decide: (verdict: Verdict) => void = () => undefined;
  private wasReached = false;

  constructor() {
    this.reached = new Promise((resolve) => (this.reach = resolve));
    this.passed = new Promise((resolve) => (this.pass = resolve));
    this.verdict = new Promise((resolve) => (this.decide = resolve));
  }

  get isReached(): boolean {
    return this.wasReached;
  }

  /** On its way again, even if whoever sent it is dead by now. */
  proceed(): void {
    this.decide('proceed');
  }

  /** Both ends lose the connection; what was stopped goes no further. */
  cut(): void {
    this.decide('cut');
  }

  /** For proxies: it is here now. */
  stop(): Promise<Verdict> {
    this.wasReached = true;
    this.reach();
    return this.verdict;
  }

  /** For proxies: the other side has answered. */
  through(): void {
    this.pass();
  }
}
