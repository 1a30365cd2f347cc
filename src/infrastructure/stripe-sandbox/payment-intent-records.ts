import type { PaymentIntent } from './state/objects.js';
import { newId, randomText } from './state/ids.js';
import { invalidRequest, unexpectedState } from './http/stripe-api-error.js';
import { changedMetadata, type Params } from './http/params.js';
import { requireChargeable, requireCurrency } from './cards/currencies.js';
import { withoutPrivate } from './state/objects.js';
import type { Work } from './state/work.js';

export interface IntentFacts {
  readonly amount: number;
  readonly currency: string;
  readonly customer?: string | null;
  readonly description?: string | null;
  readonly metadata?: Record<string, string>;
  readonly captureMethod?: PaymentIntent['capture_method'];
  readonly confirmationMethod?: 'automatic' | 'manual';
  readonly receiptEmail?: string | null;
  readonly setupFutureUsage?: PaymentIntent['setup_future_usage'];
  readonly paymentMethodTypes?: string[];
  readonly allowedTypes?: string[];
  readonly automatic?: PaymentIntent['automatic_payment_methods'];
}

export function newPaymentIntent(work: Work, facts: IntentFacts): PaymentIntent {
  const id = newId('pi');
  const types = facts.allowedTypes ?? facts.paymentMethodTypes ?? ['card'];
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: facts.allowedTypes ?? null,
    amount: facts.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: facts.automatic ?? null,
    canceled_at: null,
    cancellation_reason: null,
    // https://docs.stripe.com/payments/payment-intents/asynchronous-capture: the default when none is asked for.
    capture_method: facts.captureMethod ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: facts.confirmationMethod ?? 'automatic',
    created: work.now,
    currency: facts.currency,
    customer: facts.customer ?? null,
    customer_account: null,
    description: facts.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: facts.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: types,
    payment_record: null,
    processing: null,
    receipt_email: facts.receiptEmail ?? null,
    review: null,
    setup_future_usage: facts.setupFutureUsage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

/** Reads what describes the payment; `customer` and the card are the caller's. Throws for amounts Stripe refuses. */
export function readIntentFacts(params: Params): IntentFacts {
  const amount = params.requiredInteger('amount');
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  }
  const currency = requireCurrency(params.requiredText('currency'));
  requireChargeable(amount, currency);
  return {
    amount,
    currency,
    description: params.text('description'),
    metadata: changedMetadata({}, params.metadata()),
    captureMethod: params.choice('capture_method', ['automatic', 'automatic_async', 'manual']),
    confirmationMethod: params.choice('confirmation_method', ['automatic', 'manual']),
    receiptEmail: params.text('receipt_email'),
    setupFutureUsage: params.choice('setup_future_usage', ['on_session', 'off_session']),
    ...readMethodTypes(params),
  };
}

/** Cards are all there is here. https://docs.stripe.com/payments/payment-methods/integration-options */
function readMethodTypes(params: Params): Partial<IntentFacts> {
  const paymentMethodTypes = params.texts('payment_method_types');
  const allowedTypes = params.texts('allowed_payment_method_types');
  const automatic = params.hash('automatic_payment_methods');
  const enabled = automatic?.flag('enabled') ?? false;
  const redirects = automatic?.choice('allow_redirects', ['always', 'never']);
  automatic?.done();
  if (paymentMethodTypes && enabled) {
    throw invalidRequest(
      'You may only specify one of these parameters: automatic_payment_methods, payment_method_types.',
      { code: 'parameters_exclusive', param: 'automatic_payment_methods' },
    );
  }
  return {
    paymentMethodTypes,
    allowedTypes,
    automatic: enabled ? { enabled: true, ...(redirects && { allow_redirects: redirects }) } : null,
  };
}

/** https://docs.stripe.com/error-codes#payment-intent-unexpected-state */
export function refuseState(intent: PaymentIntent, what: string, allowed: string) {
  return unexpectedState(
    `This PaymentIntent could not be ${what} because it has a status of ${intent.status}. Only a PaymentIntent with ${allowed} may be ${what}.`,
    'payment_intent_unexpected_state',
    { payment_intent: withoutPrivate(intent) },
  );
}
