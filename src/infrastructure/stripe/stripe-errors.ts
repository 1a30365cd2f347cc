import Stripe from 'stripe';
import { GatewayUnavailable } from '../../application/payment/gateway-errors.js';
import type { GatewayAnswer } from '../../application/payment/payment-gateway.port.js';
import { isAuthenticationRequired, toPaymentReport } from './payment-report.js';
import { toDecline } from './stripe-declines.js';

const { errors } = Stripe;

/** Every answer but that it was done. */
export type Failure = Exclude<GatewayAnswer, { outcome: 'accepted' }>;

/**
 * What a failed request to move money means. Only what Stripe certainly did not do is `refused`; everything that may
 * have happened is unknown. https://docs.stripe.com/error-low-level, https://docs.stripe.com/api/errors
 */
export function toAnswer(error: unknown): Failure {
  if (!(error instanceof errors.StripeError)) throw error;
  const report = error.payment_intent ? toPaymentReport(error.payment_intent) : undefined;

  if (error instanceof errors.StripeCardError) {
    const decline = toDecline(error);
    if (!report) return { outcome: 'refused', message: decline.message, decline };
    if (isAuthenticationRequired(error)) return { outcome: 'authentication_required', report };
    return { outcome: 'declined', report, decline };
  }
  if (error instanceof errors.StripeRateLimitError || error.statusCode === 429) {
    return {
      outcome: 'rate_limited',
      message: 'Stripe asked to slow down; the request is repeated by itself.',
    };
  }
  if (error instanceof errors.StripeConnectionError) {
    return {
      outcome: 'unavailable',
      message: 'Stripe didn’t answer; whether the request arrived isn’t known yet.',
    };
  }
  // The same key is still being worked on: its outcome is not known, and must not be taken for a refusal.
  if (error.statusCode === 409)
    return { outcome: 'unknown', message: 'Stripe is still working on this request.' };
  // https://docs.stripe.com/api/idempotent_requests: a saved answer is replayed whatever it was, 500 included.
  if (error.statusCode !== undefined && error.statusCode >= 500 && isReplayed(error)) {
    return {
      outcome: 'broken_off',
      message: 'Stripe broke the request off with an error of its own; what it did is being looked up.',
    };
  }
  if (error.statusCode === undefined || error.statusCode >= 500) {
    return {
      outcome: 'unknown',
      message: 'Stripe answered with an error of its own; it is being looked up.',
    };
  }
  if (error instanceof errors.StripeIdempotencyError) {
    // The key stands for another request: what that one did is not known from here.
    return {
      outcome: 'unknown',
      message: 'The request’s key was used before; what it did is being looked up.',
    };
  }
  if (error.statusCode === 401 || error.statusCode === 403) {
    return { outcome: 'locked_out', message: 'Stripe refused the secret key. Check STRIPE_SECRET_KEY.' };
  }
  return { outcome: 'refused', message: error.message, report };
}

/** A refusal of the client's own repetition says nothing of the attempt before it, which may have been done. */
export function asRepeated(answer: Failure): Failure {
  const saysNothing = answer.outcome === 'locked_out' || (answer.outcome === 'refused' && !answer.report);
  return saysNothing
    ? { outcome: 'unknown', message: `${answer.message} What came of the attempt before is being looked up.` }
    : answer;
}

function isReplayed({ headers }: Stripe.errors.StripeError): boolean {
  return headers?.['idempotent-replayed'] === 'true';
}

/** For requests that move no money: a Stripe that can't be asked now is told apart from one that says no. */
export function asGatewayError(error: unknown): unknown {
  if (!(error instanceof errors.StripeError)) return error;
  const certain = error.statusCode !== undefined && error.statusCode < 500 && error.statusCode !== 429;
  if (certain && error.statusCode !== 409 && error.statusCode !== 401 && error.statusCode !== 403)
    return error;
  return new GatewayUnavailable(
    error.statusCode === 401 || error.statusCode === 403
      ? 'Stripe refused the secret key. Check STRIPE_SECRET_KEY.'
      : 'Stripe can’t be reached just now. Try again in a moment.',
  );
}

/** For requests that move no money. Throws GatewayUnavailable, or Stripe's own error where it says no. */
export async function asking<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    throw asGatewayError(error);
  }
}
