import { attemptCard, type Situation } from './cards/card-attempt.js';
import { AUTHENTICATION_REQUIRED, cardBehind, type CardDecline } from './cards/test-cards.js';
import { approvedCharge, declinedCharge } from './charge-records.js';
import { StripeApiError } from './http/stripe-api-error.js';
import { withoutPrivate, type PaymentIntent, type PaymentMethod } from './state/objects.js';
import type { Work } from './state/work.js';

/**
 * Confirms: asks the issuer, and stores what it said. Throws Stripe's card_error for a refusal, after storing it.
 * https://docs.stripe.com/payments/paymentintents/lifecycle
 */
export function attemptPayment(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  situation: Situation,
  options: { returnUrl?: string; errorOnAction?: boolean } = {},
): PaymentIntent {
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  intent.next_action = null;
  const outcome = attemptCard(
    cardBehind(method.card.fingerprint),
    situation,
    method._sandbox?.set_up ?? false,
  );
  switch (outcome.kind) {
    case 'declined':
      return decline(work, intent, method, outcome.decline);
    case 'must_authenticate':
      if (options.errorOnAction) return decline(work, intent, method, AUTHENTICATION_REQUIRED);
      return askToAuthenticate(work, intent, options.returnUrl);
    case 'approved':
      return approve(work, intent, method, situation === 'authenticated');
  }
}

export function failAuthentication(work: Work, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  intent.status = 'requires_payment_method';
  intent.next_action = null;
  intent.payment_method = null;
  intent.last_payment_error = {
    code: 'payment_intent_authentication_failure',
    doc_url: 'https://docs.stripe.com/error-codes/payment-intent-authentication-failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_method: withoutPrivate(method),
    type: 'invalid_request_error',
  };
  work.put(intent);
  work.emit('payment_intent.payment_failed', intent);
  return intent;
}

function approve(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): PaymentIntent {
  const charge = approvedCharge(work, intent, method, authenticated);
  intent.latest_charge = charge.id;
  if (intent.setup_future_usage) saveForLater(work, intent, method, authenticated);
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    work.put(intent, work.now + work.settings.authorization_seconds);
    work.emit('payment_intent.amount_capturable_updated', intent);
    return intent;
  }
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  work.put(intent);
  work.emit('payment_intent.succeeded', intent);
  return intent;
}

function askToAuthenticate(work: Work, intent: PaymentIntent, returnUrl: string | undefined): PaymentIntent {
  intent.status = 'requires_action';
  intent.next_action = returnUrl
    ? {
        redirect_to_url: { return_url: returnUrl, url: `${work.url}/c/authenticate/${intent.id}` },
        type: 'redirect_to_url',
      }
    : { type: 'use_stripe_sdk', use_stripe_sdk: {} };
  work.put(intent);
  work.emit('payment_intent.requires_action', intent);
  return intent;
}

function decline(work: Work, intent: PaymentIntent, method: PaymentMethod, reason: CardDecline): never {
  const charge = declinedCharge(work, intent, method, reason);
  const error = {
    type: 'card_error' as const,
    code: reason.code,
    decline_code: reason.declineCode,
    message: reason.message,
    charge: charge.id,
    ...(reason.advice && { advice_code: reason.advice }),
    ...(reason.networkCode && { network_decline_code: reason.networkCode }),
    payment_method: withoutPrivate(method),
  };
  intent.status = 'requires_payment_method';
  intent.latest_charge = charge.id;
  intent.payment_method = null;
  intent.last_payment_error = {
    ...error,
    doc_url: `https://docs.stripe.com/error-codes/${reason.code.replaceAll('_', '-')}`,
  };
  work.put(intent);
  work.emit('payment_intent.payment_failed', intent);
  throw new StripeApiError(402, { ...error, payment_intent: withoutPrivate(intent) }, true, false);
}

/** https://docs.stripe.com/payments/save-during-payment */
function saveForLater(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): void {
  const saved: PaymentMethod = {
    ...method,
    customer: method.customer ?? intent.customer,
    _sandbox: { set_up: authenticated || (method._sandbox?.set_up ?? false) },
  };
  work.put(saved);
  if (method.customer === null && saved.customer !== null) work.emit('payment_method.attached', saved);
}
