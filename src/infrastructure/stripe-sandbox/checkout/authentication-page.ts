import type { Request, RequestHandler, Response, Router } from 'express';
import type Stripe from 'stripe';
import { formatAmount } from '../dashboard/amounts.js';
import { securePage } from '../dashboard/page-headers.js';
import type { SandboxControls } from '../dashboard/sandbox-controls.js';

interface Parts {
  readonly stripe: Stripe;
  readonly controls: SandboxControls;
  readonly form: RequestHandler;
  readonly show: (request: Request, response: Response, view: string, page: object, status?: number) => void;
}

/**
 * The bank's question about a payment that was confirmed with a `return_url`: where `next_action.redirect_to_url` leads.
 * https://docs.stripe.com/payments/3d-secure/authentication-flow
 */
export function mountAuthentication(router: Router, { stripe, controls, form, show }: Parts): void {
  router.get('/authenticate/:intent', async (request: Request<{ intent: string }>, response) => {
    const intent = await stripe.paymentIntents.retrieve(request.params.intent);
    const back = returnUrlOf(intent);
    securePage(response, back ? [new URL(back).origin] : []);
    if (back === undefined) {
      const title = 'There is nothing to confirm';
      show(
        request,
        response,
        'checkout-problem',
        { title, message: 'It was answered already, or given up.' },
        410,
      );
      return;
    }
    const amount = formatAmount(intent.amount, intent.currency);
    const page = {
      title: 'Your bank asks',
      business: 'Sandbox business',
      amount,
      id: `authenticate/${intent.id}`,
    };
    show(request, response, 'checkout-confirming', page);
  });

  router.post('/authenticate/:intent', form, async (request: Request<{ intent: string }>, response) => {
    const intent = await stripe.paymentIntents.retrieve(request.params.intent);
    const back = returnUrlOf(intent);
    if (back === undefined) return response.redirect(303, request.originalUrl);
    const outcome =
      (request.body as { outcome?: unknown } | undefined)?.outcome === 'fail' ? 'fail' : 'succeed';
    try {
      await controls.authenticatePayment(intent.id, outcome);
    } catch {
      // Declined, or answered meanwhile: the business sees it on the PaymentIntent.
    }
    const address = new URL(back);
    address.searchParams.set('payment_intent', intent.id);
    address.searchParams.set('payment_intent_client_secret', intent.client_secret ?? '');
    response.redirect(303, address.href);
  });
}

/** Nothing but web pages is led to. */
function returnUrlOf({ status, next_action: next }: Stripe.PaymentIntent): string | undefined {
  const address = status === 'requires_action' ? next?.redirect_to_url?.return_url : undefined;
  return address && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
}
