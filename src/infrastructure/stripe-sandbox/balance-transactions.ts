import type { Route } from './http/route.js';
import { converted } from './settlement.js';
import { newId } from './state/ids.js';
import type { BalanceTransaction } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import type { Work } from './state/work.js';

/** https://docs.stripe.com/api/balance_transactions, https://docs.stripe.com/api/balance */
export const balanceTransactionRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/balance',
    operation: 'retrieve_balance',
    async handle({ work, params }) {
      params.done();
      const { rows } = await work.query<{ currency: string; available: string; pending: string }>(
        `SELECT data ->> 'currency' AS currency,
                coalesce(sum((data ->> 'net')::bigint) FILTER (WHERE (data ->> 'available_on')::bigint <= $1), 0) AS available,
                coalesce(sum((data ->> 'net')::bigint) FILTER (WHERE (data ->> 'available_on')::bigint > $1), 0) AS pending
           FROM stripe_sandbox.objects WHERE type = 'balance_transaction' GROUP BY 1 ORDER BY 1`,
        [work.now],
      );
      const amounts = (of: 'available' | 'pending') =>
        rows.map(({ currency, ...sums }) => {
          const amount = Number(sums[of]);
          return { amount, currency, source_types: { card: amount } };
        });
      return {
        object: 'balance',
        available: amounts('available'),
        livemode: false,
        pending: amounts('pending'),
      };
    },
  },
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
      const payout = params.text('payout');
      params.done();
      const list = await listObjects<BalanceTransaction>(
        work,
        'balance_transaction',
        page,
        // https://docs.stripe.com/payouts/reconciliation: what an automatic payout consists of, itself included
        payout ? [...filters, [`data -> '_sandbox' ->> 'payout' = $`, payout]] : filters,
        '/v1/balance_transactions',
      );
      return { ...list, data: list.data.map((each) => asOf(work, each)) };
    },
  },
  {
    method: 'get',
    path: '/v1/balance_transactions/:id',
    operation: 'retrieve_balance_transaction',
    async handle({ work, params, part }) {
      params.done();
      return asOf(work, await work.get<BalanceTransaction>('balance_transaction', part('id')));
    },
  },
];

const TWO_DAYS = 2 * 86_400;

/** https://docs.stripe.com/reports/reporting-categories */
const CATEGORIES = {
  charge: 'charge',
  refund: 'refund',
  refund_failure: 'refund_failure',
  capture_reversal: 'partial_capture_reversal',
  withdrawal: 'dispute',
  reinstatement: 'dispute_reversal',
  payout: 'payout',
} as const;
type Kind = keyof typeof CATEGORIES;

/** https://docs.stripe.com/reports/balance-transaction-types: money of disputes is an adjustment. */
const TYPES: Readonly<Partial<Record<Kind, BalanceTransaction['type']>>> = {
  capture_reversal: 'refund',
  withdrawal: 'adjustment',
  reinstatement: 'adjustment',
};

export interface BookedFacts {
  /** As it changes the balance: negative for money that goes out. */
  readonly amount: number;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
  /** In the currency of the balance. */
  readonly fee?: number;
  readonly payout?: string;
  readonly availableAtOnce?: boolean;
}

/**
 * Charges cost 2.9 % and 30, as https://stripe.com/pricing has it for cards in the US; refunds cost nothing, and give no
 * fee back (https://docs.stripe.com/refunds). All is settled in the currency of the charge, unless the sandbox was told
 * to settle in another: https://docs.stripe.com/currencies/conversions
 */
export function bookToBalance(work: Work, kind: Kind, facts: BookedFacts): BalanceTransaction {
  const { amount, currency, rate } =
    kind === 'payout' ? { ...facts, rate: null } : converted(facts, work.settings.settlement_currency);
  const waits = kind === 'charge' && facts.availableAtOnce !== true;
  const fee = facts.fee ?? (kind === 'charge' ? feeOf(amount) : 0);
  return work.put<BalanceTransaction>({
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: work.now + (waits ? TWO_DAYS : 0),
    balance_type: 'payments',
    created: work.now,
    currency,
    description: facts.description,
    exchange_rate: rate,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency,
              description: kind === 'charge' ? 'Stripe processing fees' : 'Dispute fee',
              type: 'stripe_fee',
            },
          ],
    net: amount - fee,
    reporting_category: CATEGORIES[kind],
    source: facts.source,
    status: waits ? 'pending' : 'available',
    type: TYPES[kind] ?? kind,
    ...(facts.payout !== undefined && { _sandbox: { payout: facts.payout } }),
  });
}

/** Of a charge, in the currency of the balance. */
export function feeOf(amount: number): number {
  return Math.min(amount, Math.round(amount * 0.029) + 30);
}

/** Money becomes available by the passing of time. */
function asOf(work: Work, transaction: BalanceTransaction): BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= work.now ? 'available' : 'pending' };
}
