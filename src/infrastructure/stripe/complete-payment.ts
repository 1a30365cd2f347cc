import type Stripe from 'stripe';
import type { GatewayPayment } from '../../application/payment/payment-gateway.port.js';
import { toGatewayPayment } from './payment-report.js';

/** How one request goes out: at once, or when its turn comes. */
export type Asking = <Result>(
  request: (options?: Stripe.RequestOptions) => Promise<Result>,
) => Promise<Result>;

const MOST_REFUNDS = 1000;

/** Adds what an expansion can't bring: disputes, and refunds beyond the first ten. */
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
  return toGatewayPayment(intent, disputes?.data);
}
