const WINDOW_MS = 60_000;
/** Requests a minute from one address: many customers may share one. */
const MOST = 120;
const MOST_ADDRESSES = 10_000;

/**
 * Keeps one address from asking all the time. By itself on each instance and forgotten with it: a token can't be guessed,
 * so this only spares the database.
 */
export class RequestLimit {
  private counts = new Map<string, number>();
  private began = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** Counts one request; 0 when it may go on. */
  secondsToWait(address: string): number {
    const now = this.now();
    if (now - this.began >= WINDOW_MS || this.counts.size >= MOST_ADDRESSES) {
      this.counts = new Map();
      this.began = now;
    }
    const count = (this.counts.get(address) ?? 0) + 1;
    this.counts.set(address, count);
    return count <= MOST ? 0 : Math.max(1, Math.ceil((this.began + WINDOW_MS - now) / 1000));
  }
}
