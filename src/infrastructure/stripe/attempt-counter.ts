import type Stripe from 'stripe';

/** The package types `on` as anything at all. https://github.com/stripe/stripe-node#request-and-response-events */
interface RequestEvents {
  on(event: 'request', listener: (request: { readonly idempotency_key?: string }) => void): void;
}

/**
 * How often a request really went out. The client repeats one whose connection broke, and tells only how the last
 * attempt ended: what was refused then may have been done before.
 */
export class AttemptCounter {
  private readonly counts = new Map<string, number>();

  constructor(stripe: Stripe) {
    const events: RequestEvents = stripe;
    events.on('request', ({ idempotency_key: key }) => {
      const count = key === undefined ? undefined : this.counts.get(key);
      if (key !== undefined && count !== undefined) this.counts.set(key, count + 1);
    });
  }

  /** Runs the request that carries this idempotency key; how it ended, and after how many attempts. */
  async count<Result>(
    key: string,
    request: () => Promise<Result>,
  ): Promise<{ result: Result; attempts: number }> {
    this.counts.set(key, 0);
    try {
      const result = await request();
      return { result, attempts: this.counts.get(key) ?? 0 };
    } finally {
      this.counts.delete(key);
    }
  }
}
