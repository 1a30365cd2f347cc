import { attemptSetup } from './cards/card-attempt.js';
import { cardBehind } from './cards/test-cards.js';
import { StripeApiError } from './http/stripe-api-error.js';
import { requireUsable } from './payment-methods.js';
import { newId, randomText } from './state/ids.js';
import { withoutPrivate, type PaymentMethod, type SetupIntent } from './state/objects.js';
import type { Work } from './state/work.js';

export interface SetupFacts {
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Record<string, string>;
  readonly usage?: string;
}

export function newSetupIntent(work: Work, facts: SetupFacts): SetupIntent {
  const id = newId('seti');
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(31)}`,
    created: work.now,
    customer: facts.customer,
    customer_account: null,
    description: facts.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: facts.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: facts.usage ?? 'off_session',
  };
}

/** Throws card_error for a refusal, after storing it. https://docs.stripe.com/payments/setup-intents */
export function attemptToSetUp(
  work: Work,
  intent: SetupIntent,
  method: PaymentMethod,
  authenticated: boolean,
  returnUrl?: string,
): SetupIntent {
  requireUsable(method);
  intent.payment_method = method.id;
  intent.last_setup_error = null;
  intent.next_action = null;
  const outcome = attemptSetup(cardBehind(method.card.fingerprint), authenticated);
  if (outcome.kind === 'must_authenticate') {
    intent.status = 'requires_action';
    intent.next_action = returnUrl
      ? {
          redirect_to_url: { return_url: returnUrl, url: `${work.url}/c/authenticate/${intent.id}` },
          type: 'redirect_to_url',
        }
      : { type: 'use_stripe_sdk', use_stripe_sdk: {} };
    work.put(intent);
    work.emit('setup_intent.requires_action', intent);
    return intent;
  }
  if (outcome.kind === 'declined') {
    const { code, declineCode, message } = outcome.decline;
    const error = {
      type: 'card_error' as const,
      code,
      decline_code: declineCode,
      message,
      payment_method: withoutPrivate(method),
    };
    failSetup(work, intent, error);
    throw new StripeApiError(402, { ...error, setup_intent: withoutPrivate(intent) }, true, false);
  }
  const saved = work.put<PaymentMethod>({
    ...method,
    customer: method.customer ?? intent.customer,
    _sandbox: { set_up: true },
  });
  if (method.customer === null && saved.customer !== null) work.emit('payment_method.attached', saved);
  intent.status = 'succeeded';
  work.put(intent);
  work.emit('setup_intent.succeeded', intent);
  return intent;
}

export function failSetup(
  work: Work,
  intent: SetupIntent,
  error: NonNullable<SetupIntent['last_setup_error']>,
): SetupIntent {
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.next_action = null;
  intent.last_setup_error = error;
  work.put(intent);
  work.emit('setup_intent.setup_failed', intent);
  return intent;
}
