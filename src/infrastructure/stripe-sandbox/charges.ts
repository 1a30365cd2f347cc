import { changedFields } from './customers.js';
import type { Route } from './http/route.js';
import { changedMetadata } from './http/params.js';
import { unexpectedState } from './http/stripe-api-error.js';
import { captureIntent } from './payment-intents.js';
import type { Charge, PaymentIntent, Refund } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import { searchObjects } from './state/search.js';

/** https://docs.stripe.com/api/charges */
export const chargeRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/charges/search',
    operation: 'search_charges',
    handle: ({ work, params }) => searchObjects<Charge>(work, 'charge', params, '/v1/charges/search'),
  },
  {
    method: 'get',
    path: '/v1/charges',
    operation: 'list_charges',
    async handle({ work, params }) {
      const page = readPage(params);
      const filters = (['customer', 'payment_intent'] as const).flatMap((name) => {
        const value = params.text(name);
        return value ? [[`${name} = $`, value] as const] : [];
      });
      params.done();
      return listObjects<Charge>(work, 'charge', page, filters, '/v1/charges');
    },
  },
  {
    method: 'get',
    path: '/v1/charges/:id',
    operation: 'retrieve_charge',
    async handle({ work, params, part }) {
      params.done();
      return work.get<Charge>('charge', part('id'));
    },
  },
  {
    method: 'post',
    path: '/v1/charges/:id',
    operation: 'update_charge',
    async handle({ work, params, part }) {
      const before = await work.lock<Charge>('charge', part('id'));
      const charge = structuredClone(before);
      charge.metadata = changedMetadata(charge.metadata, params.metadata());
      const description = params.text('description');
      if (description !== undefined) charge.description = description;
      params.ignore('receipt_email', 'fraud_details', 'shipping');
      params.done();
      work.put(charge);
      work.emit('charge.updated', charge, changedFields(before, charge));
      return charge;
    },
  },
  {
    method: 'post',
    path: '/v1/charges/:id/capture',
    operation: 'capture',
    async handle({ work, params, part }) {
      const amount = params.positiveInteger('amount');
      params.ignore('receipt_email', 'statement_descriptor', 'statement_descriptor_suffix');
      params.done();
      const charge = await work.get<Charge>('charge', part('id'));
      if (charge.captured || charge.refunded || charge.payment_intent === null)
        throw unexpectedState(`Charge ${charge.id} has already been captured.`, 'charge_already_captured');
      // The intent first, as everywhere, so that two captures never wait for each other.
      const intent = await work.lock<PaymentIntent>('payment_intent', charge.payment_intent);
      await captureIntent(work, intent, amount);
      return work.get<Charge>('charge', charge.id);
    },
  },
  {
    method: 'get',
    path: '/v1/charges/:id/refunds',
    operation: 'list_refunds',
    async handle({ work, params, part }) {
      const page = readPage(params);
      params.done();
      const { id } = await work.get<Charge>('charge', part('id'));
      return listObjects<Refund>(work, 'refund', page, [['charge = $', id]], `/v1/charges/${id}/refunds`);
    },
  },
];
