import { requireCustomer } from './customers.js';
import {
  cardBehind,
  fingerprintOf,
  TEST_CARDS,
  testCardByNumber,
  testCardName,
  type TestCard,
} from './cards/test-cards.js';
import type { Route } from './http/route.js';
import { changedMetadata, type Params } from './http/params.js';
import { invalidRequest, resourceMissing, StripeApiError, unexpectedState } from './http/stripe-api-error.js';
import { newId } from './state/ids.js';
import type { Customer, PaymentMethod } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import type { Work } from './state/work.js';

/** https://docs.stripe.com/api/payment_methods */
export const paymentMethodRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/payment_methods',
    operation: 'create_payment_method',
    handle({ work, params }) {
      params.choice('type', ['card']);
      const name = cardName(params.hash('card'));
      const method = newPaymentMethod(work, name);
      method.metadata = changedMetadata({}, params.metadata());
      changeBilling(method, params);
      params.done();
      return Promise.resolve(work.put(method));
    },
  },
  {
    method: 'get',
    path: '/v1/payment_methods',
    operation: 'list_payment_methods',
    handle: ({ work, params }) =>
      list(work, params, params.text('customer') ?? undefined, '/v1/payment_methods'),
  },
  {
    method: 'get',
    path: '/v1/payment_methods/:id',
    operation: 'retrieve_payment_method',
    async handle({ work, params, part }) {
      params.done();
      return resolvePaymentMethod(work, part('id'), 'id');
    },
  },
  {
    method: 'post',
    path: '/v1/payment_methods/:id',
    operation: 'update_payment_method',
    async handle({ work, params, part }) {
      const method = structuredClone(await work.lock<PaymentMethod>('payment_method', part('id')));
      method.metadata = changedMetadata(method.metadata, params.metadata());
      changeBilling(method, params);
      const card = params.hash('card');
      method.card.exp_month = card?.integer('exp_month') ?? method.card.exp_month;
      method.card.exp_year = card?.integer('exp_year') ?? method.card.exp_year;
      card?.done();
      params.done();
      work.put(method);
      work.emit('payment_method.updated', method);
      return method;
    },
  },
  {
    method: 'post',
    path: '/v1/payment_methods/:id/attach',
    operation: 'attach_payment_method',
    async handle({ work, params, part }) {
      const customer = params.requiredText('customer');
      params.done();
      const owner = await requireCustomer(work, customer);
      return attach(work, await resolvePaymentMethod(work, part('id'), 'id', true), owner.id);
    },
  },
  {
    method: 'post',
    path: '/v1/payment_methods/:id/detach',
    operation: 'detach_payment_method',
    async handle({ work, params, part }) {
      params.done();
      const method = await work.lock<PaymentMethod>('payment_method', part('id'));
      if (method.customer === null) {
        throw invalidRequest(
          'The payment method you provided is not attached to a customer so detachment is impossible.',
          { param: 'payment_method' },
        );
      }
      return detach(work, method, method.customer);
    },
  },
  {
    method: 'get',
    path: '/v1/customers/:id/payment_methods',
    operation: 'list_payment_methods',
    async handle({ work, params, part }) {
      const customer = await requireCustomer(work, part('id'), 'id');
      return list(work, params, customer.id, `/v1/customers/${customer.id}/payment_methods`);
    },
  },
  {
    method: 'get',
    path: '/v1/customers/:id/payment_methods/:method',
    operation: 'retrieve_payment_method',
    async handle({ work, params, part }) {
      params.done();
      const method = await work.get<PaymentMethod>('payment_method', part('method'));
      if (method.customer !== part('id')) throw resourceMissing('payment_method', method.id);
      return method;
    },
  },
];

/** A stored one, or a new one when the id is that of a test card. Throws resource_missing. */
export async function resolvePaymentMethod(
  work: Work,
  id: string,
  param: string,
  lock = false,
): Promise<PaymentMethod> {
  const name = testCardName(id);
  if (name) return work.put(newPaymentMethod(work, name));
  return lock
    ? work.lock<PaymentMethod>('payment_method', id, param)
    : work.get<PaymentMethod>('payment_method', id, param);
}

/**
 * For good. https://docs.stripe.com/api/payment_methods/detach. What it was the default of has none from then on: no
 * page says so, but nothing else could be charged by default.
 */
async function detach(work: Work, method: PaymentMethod, customer: string): Promise<PaymentMethod> {
  const detached = work.put<PaymentMethod>({
    ...method,
    customer: null,
    _sandbox: { set_up: false, ...method._sandbox, detached: true },
  });
  work.emit('payment_method.detached', detached, { customer });
  const owner = await work.lock<Customer>('customer', customer);
  if (!('deleted' in owner) && owner.invoice_settings.default_payment_method === method.id) {
    const { invoice_settings } = owner;
    const without = { ...owner, invoice_settings: { ...invoice_settings, default_payment_method: null } };
    work.put(without);
    work.emit('customer.updated', without, { invoice_settings });
  }
  return detached;
}

/** Throws for one that was detached: it can no longer be used. https://docs.stripe.com/api/payment_methods/detach */
export function requireUsable(method: PaymentMethod): void {
  if (!method._sandbox?.detached) return;
  throw invalidRequest('The provided PaymentMethod was detached from a Customer and may not be used again.', {
    param: 'payment_method',
  });
}

/** Stripe checks a card when it is attached; one that fails the check stays off. https://docs.stripe.com/testing#declined-payments */
export function attach(work: Work, method: PaymentMethod, customer: string): PaymentMethod {
  if (method.customer === customer) return method;
  if (method.customer !== null) {
    throw unexpectedState(
      'The payment method you provided has already been attached to a customer.',
      'payment_method_unexpected_state',
    );
  }
  requireUsable(method);
  const { decline } = cardBehind(method.card.fingerprint);
  if (decline?.refusedOnSave) {
    const { code, declineCode, message, advice, networkCode } = decline;
    throw new StripeApiError(
      402,
      {
        type: 'card_error',
        code,
        decline_code: declineCode,
        message,
        ...(advice && { advice_code: advice }),
        ...(networkCode && { network_decline_code: networkCode }),
      },
      true,
      false,
    );
  }
  const attached = work.put({ ...method, customer });
  work.emit('payment_method.attached', attached);
  return attached;
}

export function newPaymentMethod(work: Work, cardName: string): PaymentMethod {
  const card = TEST_CARDS[cardName];
  if (!card) throw new Error(`${cardName} is no test card.`);
  const expiry = expiryOf(card, new Date(work.now * 1000));
  return {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: null,
      name: null,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: card.country,
      display_brand: card.displayBrand,
      ...expiry,
      fingerprint: fingerprintOf(cardName),
      funding: card.funding,
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.network], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: work.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}

function expiryOf({ expires }: TestCard, now: Date): { exp_month: number; exp_year: number } {
  const last = expires === 'this_month' ? now : undefined;
  return {
    exp_month: (last?.getUTCMonth() ?? 11) + 1,
    exp_year: last?.getUTCFullYear() ?? now.getUTCFullYear() + 5,
  };
}

/** Tokens and test numbers alike; real numbers never come here. */
function cardName(card: Params | undefined): string {
  const token = card?.text('token');
  const number = card?.text('number');
  card?.ignore('exp_month', 'exp_year', 'cvc', 'networks');
  card?.done();
  const name = token
    ? testCardName(token.replace(/^tok_(?:visa_)?(?=chargeDeclined)|^tok_/, 'pm_card_'))
    : number
      ? testCardByNumber(number)
      : 'pm_card_visa';
  if (name) return name;
  throw new StripeApiError(402, {
    type: 'card_error',
    code: 'incorrect_number',
    message: 'Your card number is incorrect.',
    param: 'number',
  });
}

function changeBilling(method: PaymentMethod, params: Params): void {
  const billing = params.hash('billing_details');
  if (billing) {
    const { billing_details: details } = method;
    details.name = billing.text('name') ?? details.name;
    details.email = billing.text('email') ?? details.email;
    details.phone = billing.text('phone') ?? details.phone;
    billing.ignore('address', 'tax_id');
    billing.done();
  }
  params.ignore('allow_redisplay', 'radar_options');
}

async function list(work: Work, params: Params, customer: string | undefined, url: string) {
  const page = readPage(params);
  const type = params.choice('type', ['card', 'link', 'us_bank_account', 'sepa_debit']) ?? 'card';
  params.ignore('customer', 'allow_redisplay');
  params.done();
  const conditions = [
    [`data ->> 'type' = $`, type] as const,
    ...(customer === undefined ? [] : [['customer = $', customer] as const]),
  ];
  return listObjects<PaymentMethod>(work, 'payment_method', page, conditions, url);
}
