import type Stripe from 'stripe';
import { formatAmount } from './amounts.js';
import type { StatusBadge } from './payment-status.js';
import { scan } from './scan.js';
import { showTime } from './times.js';

const PER_PAGE = 30;
/** More than that many transactions are summed up by their payout alone. */
const MOST_TRANSACTIONS = 100;

/** What went to the bank, newest first, and what moved the balance last. */
export async function payoutsPage(stripe: Stripe, after?: string): Promise<object> {
  const { found, after: next } = await scan(
    (paging) => stripe.payouts.list(paging),
    () => true,
    { wanted: PER_PAGE, after, pageSize: PER_PAGE + 1 },
  );
  const latest = await stripe.balanceTransactions.list({ limit: PER_PAGE });
  return {
    title: 'Payouts',
    section: 'payouts',
    payouts: found.map(payoutRow),
    transactions: latest.data.map(transactionRow),
    paging: { next: next && `?starting_after=${next}`, newest: after && '?' },
  };
}

/** One payout and the transactions that it consists of. */
export async function payoutPage(stripe: Stripe, id: string): Promise<object> {
  const payout = await stripe.payouts.retrieve(id);
  const { data, has_more: more } = await stripe.balanceTransactions.list({
    payout: id,
    limit: MOST_TRANSACTIONS,
  });
  return {
    title: `Payout of ${formatAmount(payout.amount, payout.currency)}`,
    section: 'payouts',
    ...payoutRow(payout),
    more,
    transactions: data.filter(({ source }) => source !== id).map(transactionRow),
  };
}

function payoutRow(payout: Stripe.Payout) {
  return {
    id: payout.id,
    amount: formatAmount(payout.amount, payout.currency),
    status: statusOf(payout.status),
    created: showTime(payout.created),
    arrives: showTime(payout.arrival_date),
  };
}

function statusOf(status: string): StatusBadge {
  if (status === 'paid') return { label: 'Paid', tone: 'good', icon: 'tick' };
  if (status === 'failed' || status === 'canceled') return { label: 'Failed', tone: 'bad', icon: 'cross' };
  return { label: 'In transit', tone: 'info', icon: 'clock' };
}

function transactionRow(transaction: Stripe.BalanceTransaction) {
  const { currency, source } = transaction;
  return {
    id: transaction.id,
    what: transaction.reporting_category.replaceAll('_', ' '),
    source: typeof source === 'string' ? source : (source?.id ?? ''),
    amount: signed(transaction.amount, currency),
    fee: transaction.fee === 0 ? '' : signed(transaction.fee, currency),
    net: signed(transaction.net, currency),
    created: showTime(transaction.created),
  };
}

function signed(amount: number, currency: string): string {
  return `${amount < 0 ? '−' : ''}${formatAmount(Math.abs(amount), currency)}`;
}
