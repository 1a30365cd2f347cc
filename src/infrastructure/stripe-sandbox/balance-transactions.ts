import type { Route } from './http/route.js';
import { newId } from './state/ids.js';
import type { BalanceTransaction } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import type { Work } from './state/work.js';

/** https://docs.stripe.com/api/balance_transactions */
export const balanceTransactionRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/balance_transactions',
    operation: 'list_balance_transactions',
    async handle({ work, params }) {
      const page = readPage(params);
      const filters = (['source', 'type', 'currency'] as const).flatMap((name) => {
        const value = params.text(name);
        return value ? [[`data ->> '${name}' = $`, value] as const] : [];
      });
      params.done();
      return listObjects<BalanceTransaction>(
        work,
        'balance_transaction',
        page,
        filters,
        '/v1/balance_transactions',
      );
    },
  },
  {
    method: 'get',
    path: '/v1/balance_transactions/:id',
    operation: 'retrieve_balance_transaction',
    async handle({ work, params, part }) {
      params.done();
      return work.get<BalanceTransaction>('balance_transaction', part('id'));
    },
  },
];

type Kind = 'charge' | 'refund' | 'refund_failure' | 'adjustment';

/** `amount` as it changes the balance: negative for money that goes out. Charges cost 2.9 % and 30. */
export function bookToBalance(
  work: Work,
  kind: Kind,
  facts: { amount: number; currency: string; source: string; description: string | null; fee?: number },
): BalanceTransaction {
  const fee =
    facts.fee ?? (kind === 'charge' ? Math.min(facts.amount, Math.round(facts.amount * 0.029) + 30) : 0);
  const category = {
    charge: 'charge',
    refund: 'refund',
    refund_failure: 'refund_failure',
    adjustment: 'dispute',
  };
  return work.put<BalanceTransaction>({
    id: newId('txn'),
    object: 'balance_transaction',
    amount: facts.amount,
    available_on: work.now + (kind === 'charge' ? 2 * 86_400 : 0),
    balance_type: 'payments',
    created: work.now,
    currency: facts.currency,
    description: facts.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: facts.currency,
              description: kind === 'charge' ? 'Stripe processing fees' : 'Dispute fee',
              type: 'stripe_fee',
            },
          ],
    net: facts.amount - fee,
    reporting_category: category[kind],
    source: facts.source,
    status: kind === 'charge' ? 'pending' : 'available',
    type: kind,
  });
}
