import { bookToBalance } from './balance-transactions.js';
import { newId } from './state/ids.js';
import type { BalanceTransaction, Payout } from './state/objects.js';
import type { Work } from './state/work.js';

/** Any number will do: one payout at a time, or two would pay out the same money. */
const PAYOUT_LOCK = 7_264_019_312;
const BANK_ACCOUNT = 'ba_1PurserSandboxBank0';

export interface PayoutWish {
  /** Also what would only be available in a few days. */
  readonly pending: boolean;
  /** The money is at the bank at once; otherwise it is in transit for a while. */
  readonly arrives: 'now' | 'later';
}

/**
 * What is in the balance and in no payout yet goes to the bank, a payout for each currency. A balance that is nothing, or
 * below, stays. https://docs.stripe.com/payouts, https://docs.stripe.com/payouts/reconciliation
 */
export async function payOut(work: Work, { pending, arrives }: PayoutWish): Promise<Payout[]> {
  await work.query('SELECT pg_advisory_xact_lock($1)', [PAYOUT_LOCK]);
  const { rows } = await work.query<{ data: BalanceTransaction }>(
    `SELECT data FROM stripe_sandbox.objects
      WHERE type = 'balance_transaction' AND data -> '_sandbox' ->> 'payout' IS NULL
        AND ($1::boolean OR (data ->> 'available_on')::bigint <= $2)
      ORDER BY seq`,
    [pending, work.now],
  );
  const unpaid = new Map<string, BalanceTransaction[]>();
  for (const { data } of rows) unpaid.set(data.currency, [...(unpaid.get(data.currency) ?? []), data]);
  return [...unpaid].flatMap(([currency, transactions]) => {
    const amount = transactions.reduce((sum, { net }) => sum + net, 0);
    return amount > 0 ? [makePayout(work, { currency, amount, transactions, arrives })] : [];
  });
}

/** The bank has it, and Stripe has told which transactions it consists of. */
export function arrive(work: Work, payout: Payout): Payout {
  payout.status = 'paid';
  payout.reconciliation_status = 'completed';
  work.put(payout);
  work.emit('payout.updated', payout);
  work.emit('payout.paid', payout);
  work.emit('payout.reconciliation_completed', payout);
  return payout;
}

function makePayout(
  work: Work,
  {
    currency,
    amount,
    transactions,
    arrives,
  }: {
    currency: string;
    amount: number;
    transactions: readonly BalanceTransaction[];
    arrives: PayoutWish['arrives'];
  },
): Payout {
  const id = newId('po');
  const arrivesAt = work.now + (arrives === 'now' ? 0 : work.settings.payout_arrival_seconds);
  for (const transaction of transactions)
    work.put<BalanceTransaction>({
      ...transaction,
      available_on: Math.min(transaction.available_on, work.now),
      _sandbox: { payout: id },
    });
  const own = bookToBalance(work, 'payout', {
    amount: -amount,
    currency,
    source: id,
    description: 'STRIPE PAYOUT',
    payout: id,
  });
  const payout: Payout = {
    id,
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: Math.floor(arrivesAt),
    automatic: true,
    balance_transaction: own.id,
    created: work.now,
    currency,
    description: 'STRIPE PAYOUT',
    destination: BANK_ACCOUNT,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'in_progress',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'in_transit',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  };
  work.put(payout, arrivesAt);
  work.emit('payout.created', payout);
  return arrives === 'now' ? arrive(work, payout) : payout;
}
