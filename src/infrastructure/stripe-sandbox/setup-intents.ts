import { requireCustomer } from './customers.js';
import type { Route } from './http/route.js';
import { changedMetadata } from './http/params.js';
import { invalidRequest, unexpectedState } from './http/stripe-api-error.js';
import { resolvePaymentMethod } from './payment-methods.js';
import { attemptToSetUp, newSetupIntent } from './setup-intent-records.js';
import { withoutPrivate, type SetupIntent } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';

const IGNORED = [
  'automatic_payment_methods', 'payment_method_types', 'allowed_payment_method_types', 'payment_method_options',
  'use_stripe_sdk', 'flow_directions', 'mandate_data', 'single_use', 'attach_to_self', 'excluded_payment_method_types',
]; // prettier-ignore

/** https://docs.stripe.com/api/setup_intents */
export const setupIntentRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/setup_intents',
    operation: 'create_setup_intent',
    async handle({ work, params }) {
      const facts = {
        customer: params.text('customer') ?? null,
        description: params.text('description') ?? null,
        metadata: changedMetadata({}, params.metadata()),
        usage: params.choice('usage', ['off_session', 'on_session']),
      };
      const id = params.text('payment_method') ?? null;
      const confirm = params.flag('confirm') ?? false;
      const returnUrl = params.text('return_url') ?? undefined;
      params.ignore(...IGNORED);
      params.done();
      if (facts.customer !== null) await requireCustomer(work, facts.customer);
      const intent = newSetupIntent(work, facts);
      const method = id === null ? undefined : await resolvePaymentMethod(work, id, 'payment_method', true);
      if (method) {
        intent.payment_method = method.id;
        intent.status = 'requires_confirmation';
      }
      work.put(intent);
      work.emit('setup_intent.created', intent);
      if (!confirm) return intent;
      if (!method) throw missingMethod();
      return attemptToSetUp(work, intent, method, false, returnUrl);
    },
  },
  {
    method: 'get',
    path: '/v1/setup_intents',
    operation: 'list_setup_intents',
    async handle({ work, params }) {
      const page = readPage(params);
      const customer = params.text('customer');
      const method = params.text('payment_method');
      params.done();
      const conditions = [
        ...(customer ? [['customer = $', customer] as const] : []),
        ...(method ? [[`data ->> 'payment_method' = $`, method] as const] : []),
      ];
      return listObjects<SetupIntent>(work, 'setup_intent', page, conditions, '/v1/setup_intents');
    },
  },
  {
    method: 'get',
    path: '/v1/setup_intents/:id',
    operation: 'retrieve_setup_intent',
    async handle({ work, params, part }) {
      params.ignore('client_secret');
      params.done();
      return work.get<SetupIntent>('setup_intent', part('id'), 'intent');
    },
  },
  {
    method: 'post',
    path: '/v1/setup_intents/:id',
    operation: 'update_setup_intent',
    async handle({ work, params, part }) {
      const intent = await work.lock<SetupIntent>('setup_intent', part('id'), 'intent');
      intent.metadata = changedMetadata(intent.metadata, params.metadata());
      const description = params.text('description');
      if (description !== undefined) intent.description = description;
      params.ignore(...IGNORED);
      params.done();
      return work.put(intent);
    },
  },
  {
    method: 'post',
    path: '/v1/setup_intents/:id/confirm',
    operation: 'confirm_setup_intent',
    async handle({ work, params, part }) {
      const id = params.text('payment_method');
      const returnUrl = params.text('return_url') ?? undefined;
      params.ignore(...IGNORED);
      params.done();
      const intent = await work.lock<SetupIntent>('setup_intent', part('id'), 'intent');
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw refuseState(intent, 'confirm');
      const method = id ?? intent.payment_method;
      if (method === null) throw missingMethod();
      const card = await resolvePaymentMethod(work, method, 'payment_method', true);
      return attemptToSetUp(work, intent, card, false, returnUrl);
    },
  },
  {
    method: 'post',
    path: '/v1/setup_intents/:id/cancel',
    operation: 'cancel_setup_intent',
    async handle({ work, params, part }) {
      const reason = params.choice('cancellation_reason', [
        'abandoned',
        'requested_by_customer',
        'duplicate',
      ]);
      params.done();
      const intent = await work.lock<SetupIntent>('setup_intent', part('id'), 'intent');
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw refuseState(intent, 'cancel');
      intent.status = 'canceled';
      intent.cancellation_reason = reason ?? null;
      intent.next_action = null;
      work.put(intent);
      work.emit('setup_intent.canceled', intent);
      return intent;
    },
  },
];

function refuseState(intent: SetupIntent, what: string) {
  return unexpectedState(
    `You cannot ${what} this SetupIntent because it has a status of ${intent.status}.`,
    'setup_intent_unexpected_state',
    { setup_intent: withoutPrivate(intent) },
  );
}

function missingMethod() {
  return invalidRequest(
    "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
    { code: 'setup_intent_unexpected_state', param: 'payment_method' },
  );
}
