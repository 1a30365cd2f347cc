import {
  payoutStanding,
  type BalanceTransactionView,
  type Page,
  type PayoutStanding,
  type PayoutView,
} from '../../../application/takings/takings-views.js';
import type { Badge } from '../bookings/badges.js';
import type { Format } from '../views/format.js';
import { signedMoney, transactionsHref } from './takings-links.js';
import { transactionRow } from './transaction-view.js';

const STANDINGS: Readonly<Record<PayoutStanding, Badge>> = {
  reconciled: { tone: 'good', icon: 'check', label: 'reconciled' },
  differs: { tone: 'bad', icon: 'bang', label: 'differs' },
  awaiting: { tone: 'info', icon: 'clock', label: 'awaiting Stripe' },
  by_hand: { tone: 'mute', icon: 'person', label: 'made by hand' },
  failed: { tone: 'bad', icon: 'cross', label: 'failed' },
};

const STATUSES: Readonly<Record<string, string>> = {
  paid: 'At the bank',
  in_transit: 'On its way to the bank',
  pending: 'Not sent yet',
  failed: 'Failed',
  canceled: 'Cancelled',
};

export function payoutRow(payout: PayoutView, format: Format) {
  return {
    id: payout.id,
    href: `/payouts/${encodeURIComponent(payout.id)}`,
    amount: signedMoney(format, payout.amount, payout.currency),
    status: STATUSES[payout.status] ?? payout.status,
    badge: STANDINGS[payoutStanding(payout)],
    createdAt: payout.createdAt,
    arrives: format.day(payout.arrivesOn),
    transactions: payout.read?.transactions,
    fees: payout.read && signedMoney(format, payout.read.fees, payout.currency),
  };
}

export function payoutsView(
  page: Page<PayoutView>,
  { currency, cursor }: { readonly currency?: string; readonly cursor?: string },
  format: Format,
) {
  const href = (at?: string) => {
    const query = new URLSearchParams({
      ...(currency && { currency }),
      ...(at && { cursor: at }),
    }).toString();
    return query === '' ? '/payouts' : `/payouts?${query}`;
  };
  return {
    payouts: page.rows.map((payout) => payoutRow(payout, format)),
    currency,
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor && href(),
      next: page.nextCursor && href(page.nextCursor),
    },
  };
}

export function payoutView(
  payout: PayoutView,
  page: Page<BalanceTransactionView>,
  cursor: string | undefined,
  dashboard: string,
  format: Format,
) {
  const { id, currency, amount, read, failure } = payout;
  const standing = payoutStanding(payout);
  const difference = read ? amount - read.net : 0;
  const foreign = page.rows.some((row) => row.standing === 'foreign');
  return {
    ...payoutRow(payout, format),
    failure,
    isPayout: true,
    isAwaiting: standing === 'awaiting',
    isByHand: standing === 'by_hand',
    isReconciled: standing === 'reconciled',
    difference:
      difference === 0
        ? undefined
        : {
            amount: format.money(Math.abs(difference), currency),
            direction: difference > 0 ? 'more' : 'less',
          },
    net: read && signedMoney(format, read.net, currency),
    gross: read && signedMoney(format, read.net + read.fees, currency),
    hasForeign: foreign,
    stripeHref: `${dashboard}/payouts/${encodeURIComponent(id)}`,
    rows: page.rows.filter((row) => row.source !== id).map((row) => transactionRow(row, format)),
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor && `/payouts/${encodeURIComponent(id)}`,
      next:
        page.nextCursor &&
        `/payouts/${encodeURIComponent(id)}?${new URLSearchParams({ cursor: page.nextCursor }).toString()}`,
    },
    all: transactionsHref({ payout: id }),
  };
}
