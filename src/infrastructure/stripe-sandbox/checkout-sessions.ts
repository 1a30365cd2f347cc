import { readSession } from './checkout-session-records.js';
import { requireCustomer } from './customers.js';
import type { Route } from './http/route.js';
import { changedMetadata } from './http/params.js';
import { unexpectedState } from './http/stripe-api-error.js';
import { newSetupIntent } from './setup-intent-records.js';
import { cancelIntent } from './payment-intents.js';
import type { CheckoutSession, PaymentIntent } from './state/objects.js';
import { listObjects, listOf, readPage } from './state/paging.js';
import type { Work } from './state/work.js';

const PATH = '/v1/checkout/sessions';

/** https://docs.stripe.com/api/checkout/sessions; a session's page is `/c/:id`. */
export const checkoutSessionRoutes: readonly Route[] = [
  {
    method: 'post',
    path: PATH,
    operation: 'create_checkout_session',
    async handle({ work, params }) {
      const customer = params.text('customer') ?? null;
      const session = readSession(work, params);
      params.done();
      if (customer !== null) {
        const found = await requireCustomer(work, customer);
        session.customer = found.id;
        session.customer_details = detailsOf(found);
      }
      if (session.mode === 'setup') {
        const { description = null, metadata = {} } = session._sandbox?.setup_intent_data ?? {};
        const intent = work.put(newSetupIntent(work, { customer, description, metadata }));
        work.emit('setup_intent.created', intent);
        session.setup_intent = intent.id;
      }
      return work.put(session, session.expires_at);
    },
  },
  {
    method: 'get',
    path: PATH,
    operation: 'list_checkout_sessions',
    async handle({ work, params }) {
      const page = readPage(params);
      const filters = (['customer', 'payment_intent', 'status'] as const).flatMap((name) => {
        const value = params.text(name);
        return value ? [[name === 'status' ? `data ->> 'status' = $` : `${name} = $`, value] as const] : [];
      });
      params.done();
      return listObjects<CheckoutSession>(work, 'checkout.session', page, filters, PATH);
    },
  },
  {
    method: 'get',
    path: `${PATH}/:id`,
    operation: 'retrieve_checkout_session',
    async handle({ work, params, part }) {
      params.done();
      return work.get<CheckoutSession>('checkout.session', part('id'));
    },
  },
  {
    method: 'post',
    path: `${PATH}/:id`,
    operation: 'update_checkout_session',
    async handle({ work, params, part }) {
      const session = await work.lock<CheckoutSession>('checkout.session', part('id'));
      session.metadata = changedMetadata(session.metadata, params.metadata());
      params.done();
      return work.put(session, session.status === 'open' ? session.expires_at : null);
    },
  },
  {
    method: 'get',
    path: `${PATH}/:id/line_items`,
    operation: 'list_line_items',
    async handle({ work, params, part }) {
      const { limit } = readPage(params);
      params.done();
      const session = await work.get<CheckoutSession>('checkout.session', part('id'));
      const items = session._sandbox?.line_items ?? [];
      return listOf(items.slice(0, limit), `${PATH}/${session.id}/line_items`, items.length > limit);
    },
  },
  {
    method: 'post',
    path: `${PATH}/:id/expire`,
    operation: 'expire_checkout_session',
    async handle({ work, params, part }) {
      params.done();
      const session = await work.lock<CheckoutSession>('checkout.session', part('id'));
      if (session.status !== 'open') {
        throw unexpectedState(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of "${session.status}".`,
          'status_transition_invalid',
        );
      }
      return expireSession(work, session);
    },
  },
];

/** What was tried on it can't be tried again: https://docs.stripe.com/api/payment_intents/cancel */
export async function expireSession(work: Work, session: CheckoutSession): Promise<CheckoutSession> {
  session.status = 'expired';
  session.url = null;
  work.put(session);
  if (session.payment_intent !== null) {
    const intent = await work.lock<PaymentIntent>('payment_intent', session.payment_intent);
    if (intent.status !== 'succeeded' && intent.status !== 'canceled')
      await cancelIntent(work, intent, 'expired');
  }
  work.emit('checkout.session.expired', session);
  return session;
}

export function detailsOf(person: {
  email: string | null;
  name?: string | null;
  phone?: string | null;
}): NonNullable<CheckoutSession['customer_details']> {
  return {
    address: null,
    business_name: null,
    email: person.email,
    individual_name: null,
    name: person.name ?? null,
    phone: person.phone ?? null,
    tax_exempt: 'none',
    tax_ids: [],
  };
}
