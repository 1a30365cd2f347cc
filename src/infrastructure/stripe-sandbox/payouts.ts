import type { Route } from './http/route.js';
import type { Payout } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';

/** https://docs.stripe.com/api/payouts */
export const payoutRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/payouts',
    operation: 'list_payouts',
    async handle({ work, params }) {
      const page = readPage(params);
      const status = params.choice('status', ['pending', 'paid', 'failed', 'canceled', 'in_transit']);
      params.ignore('arrival_date', 'destination');
      params.done();
      const filters = status ? [[`data ->> 'status' = $`, status] as const] : [];
      return listObjects<Payout>(work, 'payout', page, filters, '/v1/payouts');
    },
  },
  {
    method: 'get',
    path: '/v1/payouts/:id',
    operation: 'retrieve_payout',
    async handle({ work, params, part }) {
      params.done();
      return work.get<Payout>('payout', part('id'));
    },
  },
];
