import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';

export interface Manners {
  readonly perSecond: number;
  readonly tries: number;
  /** The first wait after a failure is up to this long, each further one up to twice the one before. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/**
 * Stripe takes 25 requests a second per endpoint, and in test mode 25 in all: https://docs.stripe.com/rate-limits.
 * The rest is for people and programs that wait. Eight tries take about a minute.
 */
const MANNERS: Manners = { perSecond: 20, tries: 8, firstWaitMs: 500, longestWaitMs: 30_000 };

/**
 * The manners of whoever asks Stripe much at a time and can wait: one request after the other at an even pace, and
 * again after a growing, random while when Stripe is busy or can't be reached. Only for requests that change nothing.
 */
export class StripePace {
  private nextTurn = 0;

  constructor(private readonly manners: Manners = MANNERS) {}

  /** Throws the last error when all tries failed, any other at once, and an AbortError as soon as `stopping` is. */
  async ask<Result>(
    request: (options: Stripe.RequestOptions) => Promise<Result>,
    stopping?: AbortSignal,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      await this.turn(stopping);
      try {
        // Its own retries would go out without a turn.
        return await request({ maxNetworkRetries: 0 });
      } catch (error) {
        if (!mayPass(error) || attempt === this.manners.tries) throw error;
        await pause(this.waitAfter(attempt), undefined, { signal: stopping });
      }
    }
  }

  private async turn(stopping?: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextTurn);
    this.nextTurn = at + 1000 / this.manners.perSecond;
    if (at > now) await pause(at - now, undefined, { signal: stopping });
    stopping?.throwIfAborted();
  }

  /** Random from nothing to all of it, so that several instances don't come back at once. */
  private waitAfter(attempt: number): number {
    const { firstWaitMs, longestWaitMs } = this.manners;
    return Math.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  }
}

/** 429 (`lock_timeout` included), 409, 5xx, and no answer at all. https://docs.stripe.com/error-low-level */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  const { statusCode } = error;
  return statusCode === undefined || statusCode === 409 || statusCode === 429 || statusCode >= 500;
}
