import { expireSession, detailsOf } from './checkout-sessions.js';
import { invalidRequest, StripeApiError, unexpectedState } from './http/stripe-api-error.js';
import { attemptPayment, failAuthentication } from './payment-attempts.js';
import { newPaymentIntent } from './payment-intent-records.js';
import { resolvePaymentMethod } from './payment-methods.js';
import { attemptToSetUp, failSetup } from './setup-intent-records.js';
import { waitingSession } from './waiting-session.js';
import type { CheckoutSession, PaymentIntent, PaymentMethod, SetupIntent } from './state/objects.js';
import type { Work } from './state/work.js';

/**
 * What the hosted page does when the customer has given a card. While the card still wants authentication, the session
 * stays open and its intent waits for it. Throws card_error for a refusal; the customer may then try another card.
 */
export async function completeSession(work: Work, id: string, card: string): Promise<CheckoutSession> {
  const session = await work.lock<CheckoutSession>('checkout.session', id);
  if (session.status === 'open' && session.expires_at <= work.now) {
    await expireSession(work, session);
    throw refuse(session);
  }
  if (session.status !== 'open') throw refuse(session);
  const method = await resolvePaymentMethod(work, card, 'payment_method', true);
  if (session.mode === 'setup') {
    const intent = await work.lock<SetupIntent>('setup_intent', session.setup_intent ?? '');
    attemptToSetUp(work, intent, method, false);
    return intent.status === 'succeeded' ? finish(work, session, method) : session;
  }
  const intent = await paymentOf(work, session);
  attemptPayment(work, intent, method, 'on_session');
  return isPaid(intent) ? finish(work, session, method) : session;
}

/**
 * The customer confirms with the bank, or fails to. Also for a payment that was refused off-session because the
 * customer wasn't there. A checkout session that waited for it completes. Throws card_error when the bank then declines.
 */
export async function authenticatePayment(work: Work, id: string, succeeds: boolean): Promise<PaymentIntent> {
  const intent = await work.lock<PaymentIntent>('payment_intent', id, 'intent');
  const refusedFor = intent.last_payment_error;
  const card =
    intent.status === 'requires_action'
      ? intent.payment_method
      : intent.status === 'requires_payment_method' && refusedFor?.code === 'authentication_required'
        ? (refusedFor.payment_method?.id ?? null)
        : null;
  if (card === null) {
    throw unexpectedState(
      `This PaymentIntent has a status of ${intent.status}: it doesn't wait for the customer.`,
      'payment_intent_unexpected_state',
    );
  }
  const method = await work.lock<PaymentMethod>('payment_method', card);
  if (!succeeds) return failAuthentication(work, intent, method);
  attemptPayment(work, intent, method, 'authenticated');
  const session = await waitingSession(work, 'payment_intent', intent.id);
  if (session && isPaid(intent)) await finish(work, session, method);
  return intent;
}

export async function authenticateSetup(work: Work, id: string, succeeds: boolean): Promise<SetupIntent> {
  const intent = await work.lock<SetupIntent>('setup_intent', id, 'intent');
  if (intent.status !== 'requires_action' || intent.payment_method === null) {
    throw unexpectedState(
      `This SetupIntent has a status of ${intent.status}: it doesn't wait for the customer.`,
      'setup_intent_unexpected_state',
    );
  }
  const method = await work.lock<PaymentMethod>('payment_method', intent.payment_method);
  if (!succeeds) {
    return failSetup(work, intent, {
      type: 'invalid_request_error',
      code: 'setup_intent_authentication_failure',
      message:
        'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    });
  }
  attemptToSetUp(work, intent, method, true);
  const session = await waitingSession(work, 'setup_intent', intent.id);
  if (session) await finish(work, session, method);
  return intent;
}

async function paymentOf(work: Work, session: CheckoutSession): Promise<PaymentIntent> {
  if (session.payment_intent !== null)
    return work.lock<PaymentIntent>('payment_intent', session.payment_intent);
  const data = session._sandbox?.payment_intent_data;
  const intent = newPaymentIntent(work, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    customer: session.customer,
    description: data?.description,
    metadata: data?.metadata,
    captureMethod: data?.capture_method,
    setupFutureUsage: data?.setup_future_usage,
  });
  work.put(intent);
  work.emit('payment_intent.created', intent);
  session.payment_intent = intent.id;
  work.put(session, session.expires_at);
  return intent;
}

async function finish(work: Work, session: CheckoutSession, method: PaymentMethod): Promise<CheckoutSession> {
  session.status = 'complete';
  session.url = null;
  if (session.mode === 'payment') session.payment_status = 'paid';
  if (session.customer_details === null && session.customer_email !== null)
    session.customer_details = detailsOf({
      email: session.customer_email,
      name: method.billing_details.name,
    });
  work.put(session);
  work.emit('checkout.session.completed', session);
  return Promise.resolve(session);
}

function isPaid(intent: PaymentIntent): boolean {
  return intent.status === 'succeeded' || intent.status === 'requires_capture';
}

function refuse(session: CheckoutSession): StripeApiError {
  const why = session.status === 'complete' ? 'was completed already' : 'has expired';
  const { body } = invalidRequest(`This Checkout Session ${why}.`, { code: 'status_transition_invalid' });
  return new StripeApiError(400, body, true);
}
