import type {
  SuggestionReason,
  UnmatchedPaymentView,
} from '../../../application/payment/unmatched-payment.views.js';
import type { UnmatchedPaymentPage } from '../../../application/payment/list-unmatched-payments.query.js';
import { PAYMENT_STATE, type Badge } from '../bookings/badges.js';
import { by } from '../bookings/actor-name.js';
import { cardName } from '../bookings/card-name.js';

const LIST = '/unmatched-payments';

export const REASON_WORDS: Readonly<Record<SuggestionReason, string>> = {
  reference: 'reference in the description',
  outstanding: 'outstanding is exactly this',
  customer: 'same customer',
};

export function unmatchedView(
  { rows, nextCursor }: UnmatchedPaymentPage,
  dashboard: string,
  { isFirst, dismissed }: { isFirst: boolean; dismissed: boolean },
) {
  const first = dismissed ? `${LIST}?show=dismissed` : LIST;
  return {
    dismissed,
    tabs: [
      { label: 'To link', href: LIST, current: !dismissed },
      { label: 'Not for a booking', href: `${LIST}?show=dismissed`, current: dismissed },
    ],
    rows: rows.map((row) => rowView(row, dashboard)),
    empty: rows.length === 0,
    paging: {
      any: !isFirst || nextCursor !== undefined,
      first: isFirst ? undefined : first,
      next: nextCursor && `${first}${dismissed ? '&' : '?'}cursor=${nextCursor}`,
    },
  };
}

export function rowView(row: UnmatchedPaymentView, dashboard: string) {
  const [best] = row.suggestions;
  return {
    ...row,
    badge: badgeOf(row),
    cardName: cardName(row.card),
    href: `${dashboard}/payments/${row.paymentIntent}`,
    linkHref: linkPath(row.id),
    dismissHref: `${LIST}/${row.id}/dismissal/new`,
    reopenHref: `${LIST}/${row.id}/dismissal/removal`,
    dismissedBy: row.dismissed && by(row.dismissed.by),
    putBackBy: row.putBack && by(row.putBack.by),
    best: best && { reference: best.booking.reference, why: REASON_WORDS[best.reasons[0] ?? 'customer'] },
  };
}

export function linkPath(unmatched: string, booking?: string): string {
  const path = `/unmatched-payments/${unmatched}/link/new`;
  return booking === undefined ? path : `${path}?booking=${booking}`;
}

/** What was given back since shows in the word, as on a booking. */
function badgeOf({ state, captured, refunded }: UnmatchedPaymentView): Badge {
  if (refunded === 0) return PAYMENT_STATE[state];
  const label = refunded === captured ? 'Refunded' : 'Partially refunded';
  return { tone: 'mute', icon: 'undo', label };
}
