import Stripe from 'stripe';
import type { GatewayPayment } from '../../application/payment/payment-gateway.port.js';
import { reversalsOf } from './capture-reversals.js';
import { toGatewayPayment } from './payment-report.js';

/** How one request goes out: at once, or when its turn comes. */
export type Asking = <Result>(
  request: (options?: Stripe.RequestOptions) => Promise<Result>,
) => Promise<Result>;

const MOST_REFUNDS = 1000;

/** Adds what an expansion can't bring: disputes, refunds beyond the first ten, and which of them gave nothing back. */
export async function completePayment(
  stripe: Stripe,
  intent: Stripe.PaymentIntent,
  asking: Asking,
): Promise<GatewayPayment> {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  if (charge?.refunds?.has_more) {
    charge.refunds.data = await asking((options) =>
      stripe.refunds
        .list({ charge: charge.id, limit: 100 }, options)
        .autoPagingToArray({ limit: MOST_REFUNDS }),
    );
  }
  const disputes = charge?.disputed
    ? await asking((options) => stripe.disputes.list({ charge: charge.id, limit: 100 }, options))
    : undefined;
  const reversals =
    charge &&
    (await reversalsOf(charge, (transaction) =>
      asking((options) => categoryOf(stripe, transaction, options)),
    ));
  return toGatewayPayment(intent, disputes?.data, reversals ?? undefined);
}

/** Undefined where the key may not read the balance. https://docs.stripe.com/keys/restricted-api-keys */
async function categoryOf(
  stripe: Stripe,
  transaction: string,
  options?: Stripe.RequestOptions,
): Promise<string | undefined> {
  try {
    return (await stripe.balanceTransactions.retrieve(transaction, {}, options)).reporting_category;
  } catch (error) {
    const isDenied = error instanceof Stripe.errors.StripeError && error.statusCode === 403;
    if (isDenied) return undefined;
    throw error;
  }
}
