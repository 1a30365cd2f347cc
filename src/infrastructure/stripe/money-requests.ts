import type Stripe from 'stripe';
import type { Metrics } from '../observability/metrics.js';
import { AttemptCounter } from './attempt-counter.js';
import { asRepeated, toAnswer, type Failure } from './stripe-errors.js';

/** Sends what moves money, or may: what went wrong becomes an answer, and each is timed and counted. */
export class MoneyRequests {
  private readonly attempts: AttemptCounter;

  constructor(
    stripe: Stripe,
    private readonly metrics: Metrics,
  ) {
    this.attempts = new AttemptCounter(stripe);
  }

  async send<Done extends { readonly outcome: 'accepted' }>(
    operation: string,
    key: string,
    request: (key: string) => Promise<Done>,
  ): Promise<Done | Failure> {
    const begun = performance.now();
    const { result, attempts } = await this.attempts.count(key, () =>
      request(key).then((done): Done | Failure => done, toAnswer),
    );
    const answer = attempts > 1 && isFailure(result) ? asRepeated(result) : result;
    const labels = { operation, outcome: answer.outcome };
    this.metrics.gatewayDuration.observe(labels, (performance.now() - begun) / 1000);
    this.metrics.payments.inc({ kind: operation, outcome: answer.outcome });
    return answer;
  }
}

function isFailure(answer: { readonly outcome: 'accepted' } | Failure): answer is Failure {
  return answer.outcome !== 'accepted';
}
