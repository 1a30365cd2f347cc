import { requireChargeable, requireCurrency } from './cards/currencies.js';
import { changedMetadata, type Params } from './http/params.js';
import { invalidRequest, parameterMissing } from './http/stripe-api-error.js';
import { newId } from './state/ids.js';
import type { CheckoutSession, LineItem } from './state/objects.js';
import type { Work } from './state/work.js';

/** https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at */
const SHORTEST = 30 * 60;
const LONGEST = 24 * 3600;
/** Clocks may differ by so much. */
const SLACK = 60;

type Private = NonNullable<CheckoutSession['_sandbox']>;

/** Reads what a session is for. The customer and the SetupIntent are the caller's. */
export function readSession(work: Work, params: Params): CheckoutSession {
  const mode = params.choice('mode', ['payment', 'setup']);
  if (mode === undefined) throw parameterMissing('mode');
  const successUrl = params.requiredText('success_url');
  const expiresAt = params.integer('expires_at') ?? work.now + LONGEST;
  if (expiresAt < work.now + SHORTEST - SLACK || expiresAt > work.now + LONGEST + SLACK) {
    throw invalidRequest(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
  }
  const items = mode === 'payment' ? readLineItems(params) : [];
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  const currency = items[0]?.currency ?? optionalCurrency(params);
  if (mode === 'payment' && currency !== null) requireChargeable(total, currency, 'line_items');
  const id = newId('cs_test', 58);
  const session = emptySession(work, id);
  session.mode = mode;
  session.success_url = successUrl;
  session.cancel_url = params.text('cancel_url') ?? null;
  session.client_reference_id = params.text('client_reference_id') ?? null;
  session.customer_email = params.text('customer_email') ?? null;
  session.expires_at = expiresAt;
  session.metadata = changedMetadata({}, params.metadata());
  session.currency = currency;
  session.locale = params.text('locale') ?? null;
  session.amount_subtotal = mode === 'payment' ? total : null;
  session.amount_total = mode === 'payment' ? total : null;
  session.payment_status = mode === 'payment' ? 'unpaid' : 'no_payment_required';
  session.total_details =
    mode === 'payment' ? { amount_discount: 0, amount_shipping: 0, amount_tax: 0 } : null;
  session.customer_creation =
    mode === 'payment'
      ? (params.choice('customer_creation', ['always', 'if_required']) ?? 'if_required')
      : null;
  session.allowed_payment_method_types = params.texts('allowed_payment_method_types') ?? null;
  session.payment_method_types = params.texts('payment_method_types') ??
    session.allowed_payment_method_types ?? ['card'];
  session.submit_type = params.choice('submit_type', ['auto', 'book', 'donate', 'pay']) ?? null;
  session._sandbox = { line_items: items, ...readIntentData(params) };
  params.ignore(
    'ui_mode',
    'billing_address_collection',
    'payment_method_options',
    'custom_text',
    'consent_collection',
  );
  params.ignore('saved_payment_method_options', 'payment_method_collection');
  params.ignore('phone_number_collection', 'automatic_tax', 'allow_promotion_codes', 'customer_update');
  params.ignore(
    'managed_payments',
    'adaptive_pricing',
    'after_expiration',
    'origin_context',
    'branding_settings',
  );
  return session;
}

function readIntentData(params: Params): Omit<Private, 'line_items'> {
  const payment = params.hash('payment_intent_data');
  const setup = params.hash('setup_intent_data');
  const data = {
    payment_intent_data: {
      description: payment?.text('description') ?? null,
      metadata: changedMetadata({}, payment?.metadata()),
      capture_method:
        payment?.choice('capture_method', ['automatic', 'automatic_async', 'manual']) ??
        ('automatic_async' as const),
      setup_future_usage: payment?.choice('setup_future_usage', ['on_session', 'off_session']) ?? null,
    },
    setup_intent_data: {
      description: setup?.text('description') ?? null,
      metadata: changedMetadata({}, setup?.metadata()),
    },
  };
  payment?.ignore('receipt_email', 'statement_descriptor', 'statement_descriptor_suffix', 'shipping');
  payment?.done();
  setup?.done();
  return data;
}

function readLineItems(params: Params): LineItem[] {
  const given = params.hashes('line_items');
  if (!given || given.length === 0) throw parameterMissing('line_items');
  const items = given.map(readLineItem);
  if (new Set(items.map((item) => item.currency)).size > 1)
    throw invalidRequest('All line items must have the same currency.', { param: 'line_items' });
  return items;
}

function readLineItem(item: Params): LineItem {
  const price = item.hash('price_data');
  if (!price) {
    throw invalidRequest('The sandbox keeps no prices: give `price_data` for every line item.', {
      code: 'parameter_missing',
      param: 'line_items[price_data]',
    });
  }
  const quantity = item.positiveInteger('quantity') ?? 1;
  item.ignore('adjustable_quantity', 'tax_rates');
  item.done();
  const currency = requireCurrency(price.requiredText('currency'));
  const unit = price.requiredInteger('unit_amount');
  if (unit < 0)
    throw invalidRequest('Invalid non-negative integer', { param: 'line_items[price_data][unit_amount]' });
  const product = price.hash('product_data');
  const name = product?.text('name') ?? 'Payment';
  product?.ignore('description', 'images', 'metadata', 'tax_code');
  product?.done();
  price.ignore('product', 'tax_behavior');
  price.done();
  const total = unit * quantity;
  return {
    id: newId('li'),
    object: 'item',
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency,
    description: name,
    price: {
      id: newId('price'),
      object: 'price',
      active: false,
      currency,
      type: 'one_time',
      unit_amount: unit,
    },
    quantity,
  };
}

function optionalCurrency(params: Params): string | null {
  const currency = params.text('currency');
  return currency ? requireCurrency(currency) : null;
}

function emptySession(work: Work, id: string): CheckoutSession {
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: null,
    amount_total: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: work.now,
    currency: null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: null,
    customer_details: null,
    customer_email: null,
    discounts: [],
    expires_at: 0,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: { enabled: false },
    metadata: {},
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: null,
    total_details: null,
    ui_mode: 'hosted_page',
    url: `${work.url}/c/${id}`,
    wallet_options: null,
  };
}
