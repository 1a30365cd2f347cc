import { requireWhole } from './cards/currencies.js';
import { disputeIfAsked, takeMoney } from './charge-records.js';
import { changedFields, requireCustomer } from './customers.js';
import type { Route } from './http/route.js';
import { changedMetadata, type Params } from './http/params.js';
import { invalidRequest, unexpectedState } from './http/stripe-api-error.js';
import { attemptPayment } from './payment-attempts.js';
import { newPaymentIntent, readIntentFacts, refuseState } from './payment-intent-records.js';
import { requireUsable, resolvePaymentMethod } from './payment-methods.js';
import { releaseUncaptured } from './refund-records.js';
import { withoutPrivate, type Charge, type PaymentIntent, type PaymentMethod } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import { searchObjects } from './state/search.js';
import type { Work } from './state/work.js';
import { waitingSession } from './waiting-session.js';

/** Stripe knows these; they change nothing that the sandbox answers. */
const IGNORED = [
  'amount_details', 'excluded_payment_method_types', 'hooks', 'mandate', 'mandate_data', 'payment_details',
  'payment_method_configuration', 'payment_method_options', 'radar_options', 'shipping', 'statement_descriptor',
  'statement_descriptor_suffix', 'transfer_group', 'use_stripe_sdk', 'customer_account',
]; // prettier-ignore

/** https://docs.stripe.com/api/payment_intents */
export const paymentIntentRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/payment_intents',
    operation: 'create_payment_intent',
    async handle({ work, params }) {
      const facts = readIntentFacts(params);
      const customer = params.text('customer') ?? null;
      const confirm = params.flag('confirm') ?? false;
      const confirmation = readConfirmation(params);
      params.ignore(...IGNORED);
      params.done();
      if (!confirm && confirmation.given) {
        throw invalidRequest(
          'You can only use off_session, return_url or error_on_requires_action when `confirm` is true.',
          { code: 'parameter_missing', param: 'confirm' },
        );
      }
      // Both in one round trip; each is checked below.
      await work.findAll([customer, confirmation.method].filter((id) => id !== null));
      if (customer !== null) await requireCustomer(work, customer);
      const intent = newPaymentIntent(work, { ...facts, customer });
      const method =
        confirmation.method === null ? undefined : await payableMethod(work, intent, confirmation.method);
      if (confirm && !method) throw missingMethod(intent);
      if (method) {
        intent.status = 'requires_confirmation';
        intent.payment_method = method.id;
      }
      work.put(intent);
      work.emit('payment_intent.created', intent);
      if (!confirm || !method) return intent;
      return attemptPayment(work, intent, method, confirmation.situation, confirmation);
    },
  },
  {
    method: 'get',
    path: '/v1/payment_intents/search',
    operation: 'search_payment_intents',
    handle: ({ work, params }) =>
      searchObjects<PaymentIntent>(work, 'payment_intent', params, '/v1/payment_intents/search'),
  },
  {
    method: 'get',
    path: '/v1/payment_intents',
    operation: 'list_payment_intents',
    async handle({ work, params }) {
      const page = readPage(params);
      const customer = params.text('customer');
      params.done();
      const conditions = customer ? [['customer = $', customer] as const] : [];
      return listObjects<PaymentIntent>(work, 'payment_intent', page, conditions, '/v1/payment_intents');
    },
  },
  {
    method: 'get',
    path: '/v1/payment_intents/:id',
    operation: 'retrieve_payment_intent',
    async handle({ work, params, part }) {
      params.ignore('client_secret');
      params.done();
      return work.get<PaymentIntent>('payment_intent', part('id'), 'intent');
    },
  },
  {
    method: 'post',
    path: '/v1/payment_intents/:id',
    operation: 'update_payment_intent',
    handle: ({ work, params, part }) => update(work, params, part('id')),
  },
  {
    method: 'post',
    path: '/v1/payment_intents/:id/confirm',
    operation: 'confirm_payment_intent',
    async handle({ work, params, part }) {
      const confirmation = readConfirmation(params);
      params.ignore(
        ...IGNORED,
        'setup_future_usage',
        'receipt_email',
        'payment_method_types',
        'capture_method',
      );
      params.done();
      const intent = await work.lock<PaymentIntent>('payment_intent', part('id'), 'intent');
      const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
      if (!open.includes(intent.status)) {
        throw unexpectedState(
          `You cannot confirm this PaymentIntent because it has already ${intent.status === 'canceled' ? 'been canceled' : 'succeeded after being previously confirmed'}.`,
          'payment_intent_unexpected_state',
          { payment_intent: withoutPrivate(intent) },
        );
      }
      const id = confirmation.method ?? intent.payment_method;
      if (id === null) throw missingMethod(intent);
      const method = await payableMethod(work, intent, id);
      return attemptPayment(work, intent, method, confirmation.situation, confirmation);
    },
  },
  {
    method: 'post',
    path: '/v1/payment_intents/:id/capture',
    operation: 'capture',
    async handle({ work, params, part }) {
      const amount = params.positiveInteger('amount_to_capture');
      params.flag('final_capture');
      const metadata = params.metadata();
      params.ignore(
        'application_fee_amount',
        'statement_descriptor',
        'statement_descriptor_suffix',
        'transfer_data',
      );
      params.ignore('amount_details', 'hooks', 'payment_details');
      params.done();
      const intent = await work.lock<PaymentIntent>('payment_intent', part('id'), 'intent');
      intent.metadata = changedMetadata(intent.metadata, metadata);
      return captureIntent(work, intent, amount);
    },
  },
  {
    method: 'post',
    path: '/v1/payment_intents/:id/cancel',
    operation: 'cancel',
    async handle({ work, params, part }) {
      const reason = params.choice('cancellation_reason', [
        'duplicate',
        'fraudulent',
        'requested_by_customer',
        'abandoned',
      ]);
      params.done();
      const intent = await work.lock<PaymentIntent>('payment_intent', part('id'), 'intent');
      const open = [
        'requires_payment_method',
        'requires_capture',
        'requires_confirmation',
        'requires_action',
        'processing',
      ];
      if (!open.includes(intent.status)) {
        throw unexpectedState(
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${open.join(', ')}.`,
          'payment_intent_unexpected_state',
          { payment_intent: withoutPrivate(intent) },
        );
      }
      // https://docs.stripe.com/api/payment_intents/cancel: one that belongs to a page is ended by expiring the page.
      const page = await waitingSession(work, 'payment_intent', intent.id);
      if (page && intent.status !== 'requires_capture') {
        throw unexpectedState(
          `You cannot cancel this PaymentIntent because it was created by the Checkout Session ${page.id}. Expire the Checkout Session instead.`,
          'payment_intent_unexpected_state',
          { payment_intent: withoutPrivate(intent) },
        );
      }
      return cancelIntent(work, intent, reason ?? null);
    },
  },
];

/** All that is held when no amount is given; the rest is given back. https://docs.stripe.com/api/payment_intents/capture */
export async function captureIntent(
  work: Work,
  intent: PaymentIntent,
  amountToCapture: number | undefined,
): Promise<PaymentIntent> {
  if (intent.status !== 'requires_capture' || intent.latest_charge === null)
    throw refuseState(intent, 'captured', 'one of the following statuses: requires_capture');
  const amount = amountToCapture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable) {
    throw unexpectedState(
      `The amount_to_capture (${amount}) must be less than or equal to the amount_capturable (${intent.amount_capturable}).`,
      'amount_too_large',
      { param: 'amount_to_capture', payment_intent: withoutPrivate(intent) },
    );
  }
  requireWhole(amount, intent.currency, 'amount_to_capture');
  const charge = await work.lock<Charge>('charge', intent.latest_charge);
  takeMoney(work, charge, amount);
  releaseUncaptured(work, charge);
  work.put(charge);
  work.emit('charge.captured', charge);
  disputeIfAsked(work, charge);
  intent.status = 'succeeded';
  intent.amount_capturable = 0;
  intent.amount_received = amount;
  work.put(intent);
  work.emit('payment_intent.succeeded', intent);
  return intent;
}

export async function cancelIntent(
  work: Work,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason'],
): Promise<PaymentIntent> {
  const held = intent.status === 'requires_capture' && intent.latest_charge !== null;
  intent.status = 'canceled';
  intent.canceled_at = work.now;
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  work.put(intent);
  if (held && intent.latest_charge !== null) {
    const charge = await work.lock<Charge>('charge', intent.latest_charge);
    releaseUncaptured(work, charge);
    work.put(charge);
    // https://docs.stripe.com/api/events/types#event_types-charge.expired
    if (reason === 'expired') work.emit('charge.expired', charge);
    else if (charge.refunded) work.emit('charge.refunded', charge);
  }
  work.emit('payment_intent.canceled', intent);
  return intent;
}

async function update(work: Work, params: Params, id: string): Promise<PaymentIntent> {
  const metadata = params.metadata();
  const description = params.text('description');
  const receipt = params.text('receipt_email');
  const method = params.text('payment_method');
  const customer = params.text('customer');
  const amount = params.positiveInteger('amount');
  const usage = params.choice('setup_future_usage', ['on_session', 'off_session']);
  params.ignore(...IGNORED, 'currency', 'payment_method_types', 'allowed_payment_method_types');
  params.done();
  const before = await work.lock<PaymentIntent>('payment_intent', id, 'intent');
  const intent = structuredClone(before);
  if (amount !== undefined || method || customer || usage) {
    if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
      throw unexpectedState(
        `This PaymentIntent's ${amount === undefined ? 'payment_method' : 'amount'} could not be updated because it has a status of ${intent.status}.`,
        'payment_intent_unexpected_state',
        { payment_intent: withoutPrivate(intent) },
      );
    }
    if (customer) intent.customer = (await requireCustomer(work, customer)).id;
    if (amount !== undefined) intent.amount = amount;
    if (usage) intent.setup_future_usage = usage;
    if (method) {
      intent.payment_method = (await payableMethod(work, intent, method)).id;
      intent.status = 'requires_confirmation';
    }
  }
  intent.metadata = changedMetadata(intent.metadata, metadata);
  if (description !== undefined) intent.description = description;
  if (receipt !== undefined) intent.receipt_email = receipt;
  const changed = changedFields(before, intent);
  const until = intent.status === 'requires_capture' ? await captureBefore(work, intent) : null;
  work.put(intent, until);
  if (Object.keys(changed).length > 0) work.emit('payment_intent.updated', intent, changed);
  return intent;
}

async function captureBefore(work: Work, intent: PaymentIntent): Promise<number | null> {
  const charge = intent.latest_charge ? await work.find<Charge>('charge', intent.latest_charge) : undefined;
  return charge?.payment_method_details?.card?.capture_before ?? null;
}

function readConfirmation(params: Params) {
  const method = params.text('payment_method') ?? null;
  const offSession = params.text('off_session');
  const returnUrl = params.text('return_url') ?? undefined;
  const errorOnAction = params.flag('error_on_requires_action');
  return {
    method,
    situation: offSession && offSession !== 'false' ? ('off_session' as const) : ('on_session' as const),
    returnUrl,
    errorOnAction,
    given: offSession !== undefined || returnUrl !== undefined || errorOnAction !== undefined,
  };
}

function missingMethod(intent: PaymentIntent) {
  return invalidRequest(
    `You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.`,
    {
      code:
        intent.status === 'requires_payment_method' ? 'payment_intent_unexpected_state' : 'parameter_missing',
    },
  );
}

/** A saved card belongs to its customer only. https://docs.stripe.com/payments/save-and-reuse */
async function payableMethod(work: Work, intent: PaymentIntent, id: string): Promise<PaymentMethod> {
  const method = await resolvePaymentMethod(work, id, 'payment_method');
  requireUsable(method);
  if (method.customer === null || method.customer === intent.customer) return method;
  if (intent.customer === null) {
    throw invalidRequest(
      `The PaymentMethod provided (${id}) belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
      { code: 'parameter_missing', param: 'customer' },
    );
  }
  throw invalidRequest(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    { code: 'resource_missing', param: 'payment_method' },
  );
}
