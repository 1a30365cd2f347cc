import Stripe from 'stripe';
import { StripePace } from '../../../src/infrastructure/stripe/stripe-pace.js';

const PATIENT = { perSecond: 1000, tries: 4, firstWaitMs: 1, longestWaitMs: 4 };

function stripeError(statusCode: number | undefined): Error {
  const { StripeAPIError, StripeConnectionError } = Stripe.errors;
  return statusCode === undefined
    ? new StripeConnectionError({ type: 'api_error', message: 'no answer' })
    : new StripeAPIError({ type: 'api_error', message: `status ${statusCode}`, statusCode });
}

describe('the pace at which Stripe is asked', () => {
  it('lets no more through in a second than it should, however many ask at once', async () => {
    const pace = new StripePace({ ...PATIENT, perSecond: 50 });
    const begun = performance.now();
    await Promise.all(Array.from({ length: 21 }, () => pace.ask(() => Promise.resolve('asked'))));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(390);
  });

  it.each([429, 409, 500, 503, undefined])('asks again after %s', async (status) => {
    let asked = 0;
    const answer = await new StripePace(PATIENT).ask(() => {
      asked += 1;
      return asked < 4 ? Promise.reject(stripeError(status)) : Promise.resolve('answered');
    });
    expect([answer, asked]).toEqual(['answered', 4]);
  });

  it('gives up after its last try, with what was said to that', async () => {
    let asked = 0;
    const asking = new StripePace(PATIENT).ask(() => {
      asked += 1;
      return Promise.reject(stripeError(429));
    });
    await expect(asking).rejects.toThrow('status 429');
    expect(asked).toBe(4);
  });

  it.each([400, 401, 404])('takes %s for an answer', async (status) => {
    let asked = 0;
    const asking = new StripePace(PATIENT).ask(() => {
      asked += 1;
      return Promise.reject(stripeError(status));
    });
    await expect(asking).rejects.toThrow(`status ${status}`);
    expect(asked).toBe(1);
  });

  it('waits no longer once its job is told to stop', async () => {
    const job = new AbortController();
    const pace = new StripePace({ ...PATIENT, firstWaitMs: 1e9, longestWaitMs: 1e9 });
    const asking = pace.ask(() => Promise.reject(stripeError(429)), job.signal);
    job.abort();
    await expect(asking).rejects.toThrow(/abort/i);
  });
});
