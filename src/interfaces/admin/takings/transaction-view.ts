import type { BalanceTransactionCriteria } from '../../../application/takings/list-balance-transactions.query.js';
import type { BalanceTransactionView, Page } from '../../../application/takings/takings-views.js';
import type { Format } from '../views/format.js';
import { periodInWords, signedMoney, takingsHref, transactionsHref } from './takings-links.js';

/** https://docs.stripe.com/reports/reporting-categories */
const CATEGORIES: Readonly<Record<string, string>> = {
  charge: 'Charge',
  refund: 'Refund',
  refund_failure: 'Refund that came back',
  partial_capture_reversal: 'Part of a hold not captured',
  dispute: 'Dispute',
  dispute_reversal: 'Dispute won',
  payout: 'Payout',
  payout_reversal: 'Payout that came back',
  fee: 'Stripe’s fee',
};

const STANDINGS = {
  booking: 'of bookings',
  foreign: 'of no booking',
  account: 'Stripe’s own fees and adjustments',
  payout: 'payouts',
} as const;

export function transactionRow(row: BalanceTransactionView, format: Format) {
  const { currency, booking, exchangeRate, takenIn } = row;
  return {
    id: row.id,
    what: CATEGORIES[row.category] ?? row.category.replaceAll('_', ' '),
    description: booking ? undefined : row.description,
    booking: booking && { ...booking, href: `/bookings/${booking.id}` },
    isForeign: row.standing === 'foreign',
    amount: signedMoney(format, row.amount, currency),
    fee: row.fee === 0 ? undefined : signedMoney(format, -row.fee, currency),
    net: signedMoney(format, row.net, currency),
    rate: exchangeRate === undefined ? undefined : `1 ${takenIn} = ${exchangeRate} ${currency}`,
    created: row.created,
    payout: row.payout && { id: row.payout, href: `/payouts/${encodeURIComponent(row.payout)}` },
  };
}

export function transactionsView(
  criteria: BalanceTransactionCriteria,
  page: Page<BalanceTransactionView>,
  format: Format,
) {
  const { from, to, standing, currency, takenIn, payout, cursor } = criteria;
  const words = [
    standing && STANDINGS[standing],
    payout === 'none' ? 'in no payout yet' : payout && `of payout ${payout}`,
    currency && `in ${currency}`,
    takenIn && takenIn !== currency ? `paid in ${takenIn}` : undefined,
    from && to ? periodInWords(format, { from, to }) : undefined,
  ].filter((each) => each !== undefined && each !== '');
  return {
    words: words.join(' · '),
    back: from && to ? takingsHref({ from, to }) : '/takings',
    rows: page.rows.map((row) => transactionRow(row, format)),
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor && transactionsHref({ ...criteria, cursor: undefined }),
      next: page.nextCursor && transactionsHref({ ...criteria, cursor: page.nextCursor }),
    },
  };
}
