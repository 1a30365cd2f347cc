import Stripe from 'stripe';

/** The bank has what was taken so far, so that there is a payout to look at. Only the sandbox can be asked for one. */
export async function payOutOnce(stripe: Stripe): Promise<void> {
  try {
    await stripe.rawRequest('POST', '/sandbox/payouts');
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError) || error.statusCode !== 404) throw error;
  }
}
