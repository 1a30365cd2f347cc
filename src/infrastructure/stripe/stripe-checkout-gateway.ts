import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import {
  CheckoutGateway,
  type CheckoutAnswer,
  type CheckoutOrder,
  type Confirmation,
  type GatewayCheckout,
} from '../../application/payment/checkout-gateway.port.js';
import type { CheckoutReport } from '../../domain/payment/checkout.js';
import type { PaymentReport } from '../../domain/payment/payment-report.js';
import type { Metrics } from '../observability/metrics.js';
import { completePayment } from './complete-payment.js';
import { MoneyRequests } from './money-requests.js';
import { BOOKING_METADATA, PAYMENT_METADATA, REPORT_EXPANSION, toPaymentReport } from './payment-report.js';
import { toStripeAmount } from './stripe-amounts.js';
import { asGatewayError, asking, type Failure } from './stripe-errors.js';

/** What a page's own report needs beyond the page itself. */
const CHECKOUT_EXPANSION = ['payment_intent', ...REPORT_EXPANSION.map((path) => `payment_intent.${path}`)];

/** Stripe's hosted pages, over the same HTTP as all else. https://docs.stripe.com/payments/checkout/how-checkout-works */
@Injectable()
export class StripeCheckoutGateway extends CheckoutGateway {
  private readonly requests: MoneyRequests;

  constructor(
    private readonly stripe: Stripe,
    metrics: Metrics,
  ) {
    super();
    this.requests = new MoneyRequests(stripe, metrics);
  }

  /** https://docs.stripe.com/api/checkout/sessions/create */
  override async openCheckout(order: CheckoutOrder): Promise<CheckoutAnswer> {
    const metadata = { [PAYMENT_METADATA]: order.payment, [BOOKING_METADATA]: order.booking };
    const answer = await this.requests.send('checkout', order.payment, async (idempotencyKey) => {
      const session = await this.stripe.checkout.sessions.create(
        {
          mode: 'payment',
          customer: order.stripeCustomer,
          client_reference_id: order.payment,
          metadata,
          // Copied to the PaymentIntent, so that its own events find the payment.
          payment_intent_data: { description: order.reference, metadata },
          // Others settle days later: https://docs.stripe.com/payments/payment-methods#payment-notification
          allowed_payment_method_types: ['card'],
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: order.amount.currency.toLowerCase(),
                unit_amount: toStripeAmount(order.amount),
                product_data: { name: order.service },
              },
            },
          ],
          expires_at: Math.floor(order.expiresAt.getTime() / 1000),
          success_url: `${order.link}/back`,
          cancel_url: order.link,
        },
        { idempotencyKey },
      );
      return { outcome: 'accepted' as const, ...withoutPayment(session) };
    });
    return asCheckoutAnswer(answer);
  }

  /** https://docs.stripe.com/api/checkout/sessions/expire: only one that is open; another tells how it ended. */
  override async closeCheckout(session: string, operation: string): Promise<CheckoutAnswer> {
    const answer = await this.requests.send('close_checkout', operation, async (idempotencyKey) => {
      const closed = await this.stripe.checkout.sessions.expire(
        session,
        { expand: CHECKOUT_EXPANSION },
        { idempotencyKey },
      );
      return { outcome: 'accepted' as const, ...(await this.complete(closed)) };
    });
    if (answer.outcome !== 'refused') return asCheckoutAnswer(answer);
    try {
      const found = await this.retrieveCheckout(session);
      return found ? { outcome: 'accepted', ...found } : answer;
    } catch {
      return { outcome: 'unknown', message: 'Whether the customer has paid meanwhile is being looked up.' };
    }
  }

  override async retrieveCheckout(session: string): Promise<GatewayCheckout | undefined> {
    try {
      return await this.complete(
        await this.stripe.checkout.sessions.retrieve(session, { expand: CHECKOUT_EXPANSION }),
      );
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return undefined;
      throw asGatewayError(error);
    }
  }

  override async findCheckout(
    payment: string,
    stripeCustomer: string,
    since: Date,
  ): Promise<GatewayCheckout | undefined> {
    // A day's slack for a clock that ran ahead; every page is read, so that not finding it proves something.
    const from = Math.floor(since.getTime() / 1000) - 24 * 3600;
    const sessions = this.stripe.checkout.sessions.list({
      customer: stripeCustomer,
      created: { gte: from },
      limit: 100,
    });
    return asking(async () => {
      let found: Stripe.Checkout.Session | undefined;
      for await (const session of sessions)
        if (session.metadata?.[PAYMENT_METADATA] === payment) found = session;
      return found && this.retrieveCheckout(found.id);
    });
  }

  override async retrieveConfirmation(
    paymentIntent: string,
  ): Promise<{ report: PaymentReport; next?: string }> {
    const intent = await asking(() =>
      this.stripe.paymentIntents.retrieve(paymentIntent, { expand: ['latest_charge'] }),
    );
    return { report: toPaymentReport(intent), next: nextOf(intent) };
  }

  /**
   * https://docs.stripe.com/payments/3d-secure/authentication-flow: confirmed with a `return_url`, a payment that needs
   * 3-D Secure tells where to lead the customer (`next_action.redirect_to_url`). The same PaymentIntent and card as
   * off-session: https://docs.stripe.com/payments/save-and-reuse#charge-saved-payment-method
   */
  override async confirm(
    paymentIntent: string,
    paymentMethod: string,
    returnTo: string,
    attempt: string,
  ): Promise<Confirmation> {
    let next: string | undefined;
    const answer = await this.requests.send('confirm', attempt, async (idempotencyKey) => {
      const intent = await this.stripe.paymentIntents.confirm(
        paymentIntent,
        { payment_method: paymentMethod, return_url: returnTo, expand: ['latest_charge'] },
        { idempotencyKey },
      );
      next = nextOf(intent);
      return { outcome: 'accepted' as const, report: toPaymentReport(intent) };
    });
    return { answer, next };
  }

  private async complete(session: Stripe.Checkout.Session): Promise<GatewayCheckout> {
    const { payment_intent: intent } = session;
    const said = withoutPayment(session);
    if (intent === null || typeof intent === 'string') return said;
    const { report } = await completePayment(this.stripe, intent, asking);
    return { ...said, report };
  }
}

function withoutPayment(session: Stripe.Checkout.Session): GatewayCheckout {
  return { checkout: toCheckoutReport(session), payment: session.metadata?.[PAYMENT_METADATA] };
}

function toCheckoutReport({
  id,
  status,
  url,
  payment_intent: intent,
}: Stripe.Checkout.Session): CheckoutReport {
  return {
    session: id,
    // A status newer than this code: the page isn't known to be over.
    status: isOver(status) ? status : 'open',
    url: url ?? undefined,
    paymentIntent: typeof intent === 'string' ? intent : intent?.id,
  };
}

function isOver(status: string | null): status is 'complete' | 'expired' {
  return status === 'complete' || status === 'expired';
}

/** No card is asked for while a page is made or ended. */
function asCheckoutAnswer(answer: CheckoutAnswer | Failure): CheckoutAnswer {
  if (answer.outcome === 'declined') return { outcome: 'refused', message: answer.decline.message };
  if (answer.outcome === 'authentication_required')
    return { outcome: 'refused', message: 'Stripe wants the customer to authenticate.' };
  return answer;
}

function nextOf({ status, next_action: next }: Stripe.PaymentIntent): string | undefined {
  return status === 'requires_action' ? (next?.redirect_to_url?.url ?? undefined) : undefined;
}
